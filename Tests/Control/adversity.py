"""What goes wrong around a daemon: other people's links and files in its places, a full disk, programs that can't take over, operators who
are late or two at once, and kill -9 in the middle of an upgrade."""

import json
import os
import signal
import subprocess
import threading
import time

from harness import DAEMON, LOG, RUN, WORK, Raw, ask, check, configure, error_of, lvsctl, pid, start, within


def log_since(position):
    with open(LOG) as file:
        file.seek(position)
        return file.read()


def log_end():
    return os.path.getsize(LOG)


def settled():
    return within(30, lambda: all(role["isReady"] for role in ask("GetDaemon")["daemon"]["roles"]) and ask("GetDaemon")["daemon"]["version"])


def strangers():
    """A directory that everybody may write to, and somebody was there first."""
    shared = WORK + "/shared"
    os.makedirs(shared, exist_ok=True)
    os.chmod(shared, 0o1777)
    victim = WORK + "/victim"
    with open(victim, "w") as file:
        file.write("precious\n")
    for name in ["dump.txt", "dump_check.txt", "dump_parent.txt", "stats.txt", "fifo"]:
        link = shared + "/" + name
        os.symlink(victim, link)
        os.lchown(link, 65534, 65534)
    configure(extra="global_defs {\n  state_dump_file %s/dump.txt\n  stats_dump_file %s/stats.txt\n  notify_fifo %s/fifo\n}\n" % (shared, shared, shared))
    begin = log_end()
    ask("Reload")
    os.kill(pid("lvsd"), signal.SIGUSR1)
    os.kill(pid("lvsd"), signal.SIGUSR2)
    # Each file is either written under its name, in place of the link, or the log says why not.
    dumps = [shared + "/" + name for name in ["dump.txt", "stats.txt"]]
    written = within(10, lambda: all(not os.path.islink(name) or name in log_since(begin) for name in dumps))
    check("the files that a signal asks for are written, or refused, each", written, (os.listdir(shared), log_since(begin)[-600:]))
    check("links that strangers have laid lead nowhere", open(victim).read() == "precious\n" and ask("GetDaemon")["daemon"]["version"], open(victim).read()[:200])
    check("one in the place of a notify FIFO is no FIFO", shared + "/fifo" in log_since(begin), log_since(begin)[-600:])
    configure()
    ask("Reload")


def replaced_fifo():
    """Somebody puts a file into the place of the notify FIFO."""
    fifo = WORK + "/notify"
    configure(extra="global_defs {\n  vrrp_notify_fifo %s\n}\n" % fifo)
    ask("Reload")
    check("a FIFO is made", within(10, lambda: os.path.exists(fifo)))
    os.unlink(fifo)
    with open(fifo, "w") as file:
        file.write("a file\n")
    configure(priority=110, extra="global_defs {\n  vrrp_notify_fifo %s\n}\n" % fifo)
    ask("Reload")
    def state(wanted):
        return within(10, lambda: ask("ListVirtualRouters")["virtualRouters"][0]["state"] == wanted)

    # There is something to be written into it.
    changed = state("MASTER") and not error_of("FailOver", name="VI_1", seconds=1) and state("BACKUP") and state("MASTER")
    check("the instance gives up and comes back", changed)
    check("a file in its place stays as it is, and the daemon works", open(fifo).read() == "a file\n" and ask("GetDaemon")["daemon"]["version"])
    configure()
    ask("Reload")
    check("it isn't the daemon's to remove", os.path.exists(fifo) and open(fifo).read() == "a file\n")
    os.unlink(fifo)


def full_disk():
    """A dump, a kept configuration and the log of a mistake have no room."""
    small = WORK + "/small"
    os.makedirs(small, exist_ok=True)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", small]).returncode != 0:
        return check("this machine lets the test mount a small disk", False)
    filler = os.open(small + "/filler", os.O_WRONLY | os.O_CREAT)
    try:
        while True:
            os.write(filler, b"x" * 4096)
    except OSError:
        pass
    os.close(filler)
    begin = log_end()
    configure(extra="global_defs {\n  state_dump_file %s/dump.txt\n  config_save_dir %s/saved\n  reload_check_config %s/mistakes\n}\n" % (small, small, small))
    check("a reload goes on without room", ask("Reload")["outcome"] == "applied")
    check("the kept configuration has no room, and the log says so", within(10, lambda: "small/saved" in log_since(begin)), log_since(begin)[-600:])
    os.kill(pid("lvsd"), signal.SIGUSR1)
    check("the dump has none either", within(10, lambda: "No space left" in log_since(begin) and "small/dump" in log_since(begin)), log_since(begin)[-600:])
    check("no half of a file stays", within(5, lambda: not [name for name in os.listdir(small) if name.startswith("dump") and os.path.getsize(small + "/" + name)]), os.listdir(small))
    check("the daemon works on", ask("GetDaemon")["daemon"]["version"])
    configure()
    ask("Reload")
    subprocess.run(["umount", "-l", small])


def operators():
    """Several who reload at once, one who is late, one who plans what isn't in force yet."""
    outcomes, editing = [], threading.Lock()

    def reload(priority):
        with editing:
            configure(priority=priority)
        outcomes.append(ask("Reload")["outcome"])

    threads = [threading.Thread(target=reload, args=(200 + number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    last = open(WORK + "/lvsd.conf").read().split("priority ")[1].split()[0]
    check("six who reload at once are all answered", outcomes == ["applied"] * 6, outcomes)
    check("and the file as it is in the end is in force", "priority " + last in ask("GetConfiguration")["text"] and not ask("GetDaemon")["daemon"]["isConfigurationOlderThanFile"])
    configure(priority=90)
    ask("Reload", confirm=1)
    within(10, lambda: "priority " + last in ask("GetConfiguration")["text"])
    late = lvsctl("confirm")
    check("a confirmation that comes too late is refused, and says so", late.returncode == 1 and error_of("Confirm") == "Refused", late)
    folder = WORK + "/planned"
    os.makedirs(folder, exist_ok=True)
    with open(folder + "/part.conf", "w") as file:
        file.write("$PRIORITY=77\nvrrp_script planned {\n  script /bin/true\n}\n")
    text = open(WORK + "/lvsd.conf").read().replace("priority 90", "priority $PRIORITY")
    with open(folder + "/whole.conf", "w") as file:
        file.write("include part.conf\n" + text)
    plan = lvsctl("plan", folder + "/whole.conf")
    check("a plan of another file reads what it includes, and its parameters", plan.returncode == 0 and "+ priority 77" in plan.stdout and "vrrp_script planned" in plan.stdout, plan)
    relative = lvsctl("plan", "whole.conf", cwd=folder)
    check("it may be named from where the operator stands", relative.stdout == plan.stdout, relative)
    missing = lvsctl("plan", folder + "/nowhere.conf")
    check("one that isn't there is said to be missing", missing.returncode == 1 and "nowhere.conf" in missing.stderr, missing)
    configure()
    ask("Reload")


def unfit_programs():
    """What can't take over doesn't, and meanwhile everything works."""
    before = ask("GetDaemon")["daemon"]["processID"]
    programs = {"empty": b"", "text": b"no program\n", "false": b"#!/bin/sh\nexit 1\n", "kills": b"#!/bin/sh\nkill -9 $$\n"}
    for name, content in programs.items():
        path = WORK + "/unfit-" + name
        with open(path, "wb") as file:
            file.write(content)
        os.chmod(path, 0o755)
        refused = lvsctl("upgrade", path)
        check("upgrade to %s is refused with a reason" % name, refused.returncode == 1 and "stays" in refused.stderr, refused)
    path = WORK + "/unfit-sleeps"
    with open(path, "w") as file:
        file.write("#!/bin/sh\nexec sleep 1000\n")
    os.chmod(path, 0o755)
    raw = Raw()
    raw.socket.settimeout(60)
    raw.call("io.lvsd.Control.Upgrade", {"binary": path})
    begin = time.monotonic()
    answers = sum("daemon" in ask("GetDaemon") for _ in range(20))
    check("while one that hangs is asked, others are served", answers == 20 and time.monotonic() - begin < 10)
    reply = raw.reply() or {}
    raw.close()
    check("it is given up", reply.get("error", "").endswith("Refused") and "took too long" in reply["parameters"]["message"], reply)
    check("and nothing of it is left", subprocess.run(["pgrep", "-f", "sleep 1000"]).returncode != 0)
    check("the daemon is the same", ask("GetDaemon")["daemon"]["processID"] == before and not ask("ListWarnings")["warnings"], ask("ListWarnings"))


def killed_upgrades():
    """A daemon of its own dies at different moments of an upgrade: the next one starts and finds everything in order."""
    run = WORK + "/other"
    configuration = WORK + "/other.conf"
    with open(configuration, "w") as file:
        file.write("vrrp_instance O {\n  state MASTER\n  interface ve1\n  virtual_router_id 77\n  priority 100\n  advert_int 1\n  virtual_ipaddress {\n    10.98.0.1/24\n  }\n}\n")

    subprocess.run(["ip", "address", "add", "10.98.0.2/24", "dev", "ve1"])

    def has_address():
        return "10.98.0.1/24" in subprocess.run(["ip", "-4", "address", "show", "dev", "ve1"], capture_output=True, text=True).stdout

    def daemon():
        return subprocess.Popen([DAEMON, "-n", "-l", "-G", "-f", configuration, "--runtime-dir", run], stdout=open(WORK + "/other.log", "a"), stderr=subprocess.STDOUT)

    def begun():
        """It is master, and listens to signals: the supervisor says so when it has started its roles."""
        return within(20, lambda: has_address() and open(WORK + "/other.log").read().count("Entering MASTER STATE") > len(deaths))

    process, deaths = daemon(), []
    for delay in [0, 0.01, 0.03, 0.06, 0.1, 0.2, 0.4]:
        if not begun():
            break
        process.send_signal(signal.SIGRTMIN + 4)
        time.sleep(delay)
        process.kill()
        process.wait()
        # Its roles see it die and end; the next daemon waits for that.
        process = daemon()
        deaths.append(delay)
    check("after each of seven deaths in an upgrade the next daemon is master", len(deaths) == 7 and begun(), open(WORK + "/other.log").read()[-1500:])
    process.terminate()
    check("and stops in order", process.wait(20) == 0 and not has_address())


tests = [strangers, replaced_fifo, full_disk, operators, unfit_programs, killed_upgrades]
