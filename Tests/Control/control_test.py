"""Drives a running lvsd through its control socket, and lvsctl: with the varlink package as anybody's client, and by hand as a hostile one.

scripts/test-control starts it in a network namespace of its own. Prints a line per test and a sum as its last line.
"""

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time

import varlink

import adversity
from harness import FILE, GROUP, LOG, LVSCTL, RUN, SOCKET, WORK, Raw, ask, check, configure, counts, error_of, lvsctl, pid, pss, start, within


# --- what it can say ---


def introspection():
    with varlink.Client.new_with_address("unix:" + SOCKET) as client:
        info = client.get_interface("org.varlink.service")
        check("the service describes its interfaces", {"io.lvsd.Control", "org.varlink.service"} == set(client._interfaces) or info is not None)
        control = client.get_interface("io.lvsd.Control")
        methods = {name for name in control.members if isinstance(control.members[name], varlink.scanner._Method)}
        check("the description of io.lvsd.Control parses and has its methods", {"GetStatus", "Drain", "Reload", "ListEvents"} <= methods, methods)
        # Every method that is described is known, and says something else than that it isn't.
        unknown = [name for name in methods if name != "Upgrade" and error_of_described(name) == "MethodNotFound"]
        check("every method that is described is there", not unknown, unknown)


def error_of_described(name):
    raw = Raw()
    # A parameter that nobody knows: nothing is carried out.
    raw.call("io.lvsd.Control." + name, {"nobodyKnowsThis": 1})
    reply = raw.reply() or {}
    raw.close()
    return reply.get("error", "none").rsplit(".", 1)[-1]


def reading():
    daemon = ask("GetDaemon")["daemon"]
    check("the daemon says who it is", daemon["configurationFile"] == FILE and {role["role"] for role in daemon["roles"]} == {"vrrp", "check"}, daemon)
    status = ask("GetStatus")
    check("one status has all lists", {"daemon", "warnings", "virtualRouters", "virtualServers", "realServers"} <= set(status), status)
    raw = Raw()
    raw.call("io.lvsd.Control.GetStatus", more=True)
    replies = [raw.reply()]
    while replies[-1].get("continues"):
        replies.append(raw.reply())
    check("with `more` it comes in pieces, the last one without `continues`", len(replies) > 1 and "daemon" in replies[0]["parameters"])
    text = ask("GetConfiguration")["text"]
    check("the running configuration is told without its password", "auth_pass ********" in text and "s3cret" not in text)
    text = ask("GetMetrics")["text"]
    check("metrics end as OpenMetrics do", text.endswith("# EOF\n") and "lvsd_build_info" in text)
    check("a report has what the daemon knows", "lvsd" in ask("Dump")["text"])


def described():
    """Whatever the daemon says is in the description of its interface, and what that promises is said."""
    with varlink.Client.new_with_address("unix:" + SOCKET) as client:
        members = client.get_interface("io.lvsd.Control").members
    for method, parameters in [("GetStatus", {}), ("ListTrackers", {}), ("ListChecks", {}), ("ListEvents", {}), ("GetMetrics", {}), ("Dump", {}),
                               ("GetConfiguration", {}), ("ListLogAreas", {}), ("ListStatistics", {}), ("Plan", {}), ("Reload", {}), ("Rollback", {}),
                               ("ExplainVirtualRouter", {"name": "VI_1"}), ("ExplainRealServer", {"realServer": "10.99.0.5"})]:
        raw = Raw()
        raw.call("io.lvsd.Control." + method, parameters)
        reply = raw.reply() or {}
        raw.close()
        # Where the kernel has no IPVS, the check role says so.
        error = members.get(reply["error"].rsplit(".", 1)[-1]) if "error" in reply else None
        wrong = list(strangers(reply.get("parameters"), error.type if error else members[method].out_type, members, method))
        check("what %s says is as described" % method, not wrong, wrong)


def strangers(value, kind, members, place):
    """What isn't as the description has it, by place."""
    kinds = varlink.scanner
    if isinstance(kind, kinds._CustomType):
        yield from strangers(value, members[kind.name].type, members, kind.name)
    elif isinstance(kind, kinds._Maybe):
        if value is not None:
            yield from strangers(value, kind.element_type, members, place)
    elif isinstance(kind, kinds._Array):
        for element in value if isinstance(value, list) else [None]:
            yield from strangers(element, kind.element_type, members, place)
    elif isinstance(kind, kinds._Dict):
        for element in value.values() if isinstance(value, dict) else [None]:
            yield from strangers(element, kind.element_type, members, place)
    elif isinstance(kind, kinds._Struct):
        if not isinstance(value, dict):
            yield "%s: %r" % (place, value)
            return
        yield from ("%s.%s isn't described" % (place, name) for name in value if name not in kind.fields)
        for name, field in kind.fields.items():
            if name in value:
                yield from strangers(value[name], field, members, "%s.%s" % (place, name))
            elif not isinstance(field, kinds._Maybe):
                yield "%s.%s is missing" % (place, name)
    elif not isinstance(value, {bool: bool, int: int, str: str, float: (int, float)}.get(type(kind), object)):
        yield "%s: %r" % (place, value)


def mistakes():
    check("an unknown method is said to be one", error_of_described("NoSuchMethod") == "MethodNotFound")
    check("a parameter out of range is named", error_of("ListEvents", after=-1) == "InvalidParameter")
    check("one too many, too", error_of_described("GetStatus") == "InvalidParameter")
    check("waiting for events without `more` is refused", error_of("ListEvents", follow=True) == "ExpectedMore")
    raw = Raw()
    raw.call("no.such.Interface")
    check("an unknown interface is said to be one", (raw.reply() or {}).get("error") == "org.varlink.service.InterfaceNotFound")
    raw.call("org.varlink.service.GetInfo", oneway=True)
    raw.call("org.varlink.service.GetInfo")
    raw.call("io.lvsd.Control.GetDaemon")
    replies = [raw.reply(), raw.reply()]
    check("calls sent together are answered in their order, oneway ones not at all",
          "vendor" in replies[0]["parameters"] and "daemon" in replies[1]["parameters"], replies)
    raw.close()


# --- hostile clients ---


def hostile():
    garbage, halves, long = Raw(), [Raw() for _ in range(20)], Raw()
    garbage.send(os.urandom(200).replace(b"\0", b"x") + b"\0")
    check("garbage costs the connection", garbage.is_closed())
    try:
        long.send(b"{" * 200000)
    except OSError:
        pass
    check("a call without end, too", long.is_closed())
    for half in halves:
        half.send(b'{"method":"io.lvsd')
    deaf = Raw()
    try:
        deaf.socket.settimeout(1)
        for _ in range(100000):
            deaf.call("org.varlink.service.GetInterfaceDescription", {"interface": "io.lvsd.Control"})
    except (socket.timeout, OSError):
        pass
    begin = time.monotonic()
    check("meanwhile others are served", ask("GetDaemon")["daemon"]["version"] and time.monotonic() - begin < 5)
    check("calls that don't end are given up", all(half.is_closed() for half in halves))
    check("a client that doesn't read is dropped", within(30, lambda: ask("GetDaemon")["daemon"]["clients"] <= 2))
    deaf.close()
    log = open(LOG).read()
    check("and the log says why", "hasn't read anything" in log or "hasn't ended its call" in log)


def thousand():
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    before = pss(pid("lvsd"))
    clients = []
    for _ in range(1000):
        clients.append(Raw())
        if len(clients) % 100 == 0:
            time.sleep(0.05)
    for client in clients:
        client.call("io.lvsd.Control.GetStatus")
    answered = sum("daemon" in (client.reply() or {}).get("parameters", {}) for client in clients)
    check("1,000 clients are answered", answered == 1000, answered)
    more = Raw()
    more.socket.settimeout(5)
    check("one more is told that there is no room", (more.reply() or {}).get("error", "").endswith("Busy"))
    more.close()
    during = pss(pid("lvsd"))
    for client in clients:
        client.close()
    check("when they have gone there is room again", within(20, lambda: ask("GetDaemon")["daemon"]["clients"] <= 2))
    time.sleep(3)
    after = pss(pid("lvsd"))
    print("        the supervisor's PSS: %d kB before, %d with 1,000 clients, %d after" % (before, during, after))
    check("and the memory was given back, but for a megabyte", after < before + 1000, (before, during, after))


# --- who may ---


def permissions():
    def as_group(*command):
        return subprocess.run(
            ["setpriv", "--reuid", "65534", "--regid", str(GROUP), "--clear-groups", *command], capture_output=True, text=True, timeout=60)

    if os.geteuid() != 0 or subprocess.run(["setpriv", "--reuid", "65534", "--clear-groups", "true"], capture_output=True).returncode != 0:
        return check("this machine lets the test become another user", False)
    mode = os.stat(SOCKET)
    check("the socket is for root and the group", mode.st_mode & 0o777 == 0o660 and mode.st_gid == GROUP, (oct(mode.st_mode), mode.st_gid))
    check("the group may ask", as_group(LVSCTL, "status", "--runtime-dir", RUN).returncode == 0)
    refused = as_group(LVSCTL, "reload", "--runtime-dir", RUN)
    check("but change nothing, with a way out", refused.returncode == 4 and "control_group_may_change" in refused.stderr, refused)
    stranger = subprocess.run(
        ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", LVSCTL, "status", "--runtime-dir", RUN], capture_output=True, text=True)
    check("a stranger doesn't get in", stranger.returncode == 4, stranger)
    configure(may_change="on")
    ask("Reload")
    check("after a reload that allows it the group may reload", as_group(LVSCTL, "reload", "--runtime-dir", RUN).returncode == 0)
    secret = WORK + "/secret"
    with open(secret, "w") as file:
        file.write("topsecret words\n")
    os.chmod(secret, 0o600)
    planned = as_group(LVSCTL, "plan", secret, "--runtime-dir", RUN)
    check("but it names no file for a plan: the daemon may read every one", planned.returncode == 4 and "topsecret" not in planned.stdout + planned.stderr, planned)
    check("and a plan of the daemon's own file is for it", as_group(LVSCTL, "plan", "--runtime-dir", RUN).returncode == 0)
    upgraded = as_group(LVSCTL, "upgrade", "/bin/true", "--runtime-dir", RUN)
    check("nor the program that goes on as the daemon", upgraded.returncode == 4 and "root" in upgraded.stderr, upgraded)
    configure()
    ask("Reload")


# --- reloads ---


def reloads():
    configure(priority=120)
    plan = ask("Plan")
    check("a plan tells what a reload would change", plan["isUsable"] and plan["changes"][0]["differences"] == [
        {"keyword": "priority", "old": "100", "new": "120"}], plan)
    check("the status says that the file is newer", any("older" in warning["message"] for warning in ask("ListWarnings")["warnings"]))
    check("a reload is answered when it is in force", ask("Reload")["outcome"] == "applied" and "priority 120" in ask("GetConfiguration")["text"])
    check("a confirmation that nobody asked for is refused", error_of("Confirm") == "Refused")
    configure(priority=130)
    ask("Reload", confirm=2)
    check("what isn't confirmed is taken back", within(10, lambda: "priority 120" in ask("GetConfiguration")["text"]))
    ask("Reload", confirm=3)
    ask("Confirm")
    time.sleep(4)
    check("what is confirmed stays", "priority 130" in ask("GetConfiguration")["text"])
    check("going back by hand", ask("Rollback")["outcome"] == "rolledBack" and "priority 120" in ask("GetConfiguration")["text"])
    check("there is no going back twice", error_of("Rollback") == "Refused")
    configure(priority=100, extra="virtual_server {\n")
    refused = ask("Reload")
    check("a file with an error changes nothing, and says where it is", refused["outcome"] == "refused" and refused["diagnostics"][0]["line"] > 30
          and "priority 120" in ask("GetConfiguration")["text"], refused)
    check("and the status says so", "refused" in ask("ListWarnings")["warnings"][0]["message"])
    plan = ask("Plan")
    check("a plan of it finds the same", not plan["isUsable"] and plan["diagnostics"])
    os.unlink(FILE)
    check("without a file nothing changes either", ask("Reload")["outcome"] == "refused")
    check("and a plan says that it can't be read", error_of("Plan") == "Failed")
    configure()
    check("all is well again with a good one", ask("Reload")["outcome"] == "applied" and not ask("ListWarnings")["warnings"], ask("ListWarnings"))


def included():
    """A file that the configuration includes is a part of it, and one that comes into a directory that it includes too."""
    folder = WORK + "/conf.d"
    os.makedirs(folder, exist_ok=True)

    def include(name, text):
        with open(folder + "/" + name, "w") as file:
            file.write(text)

    def is_older():
        return ask("GetDaemon")["daemon"]["isConfigurationOlderThanFile"]

    include("a.conf", "vrrp_script one {\n  script /bin/true\n}\n")
    configure(extra="include %s/*.conf\n" % folder)
    check("a configuration of several files is followed", ask("Reload")["outcome"] == "applied" and "vrrp_script one" in ask("GetConfiguration")["text"])
    check("and isn't older than they are", not is_older())
    include("a.conf", "vrrp_script one {\n  script /bin/false\n}\n")
    # Many questions take one look at the files, a second long.
    check("one of them that is written anew makes it older", within(3, is_older))
    check("a reload reads it", ask("Reload")["outcome"] == "applied" and "/bin/false" in ask("GetConfiguration")["text"] and not is_older())
    include("b.conf", "vrrp_script two {\n  script /bin/true\n}\n")
    check("and so does one that comes", within(3, is_older))
    include("b.conf", "nonsense\n")
    refused = ask("Reload")
    check("a mistake in it is refused, and said with its file", refused["outcome"] == "refused" and any(
        found["severity"] == "error" and found["file"].endswith("b.conf") for found in refused["diagnostics"]), refused)
    os.unlink(folder + "/b.conf")
    check("a hundred questions are answered while such a configuration is read", beside_reload(100))
    configure()
    check("back to one file", ask("Reload")["outcome"] == "applied" and not is_older())


def beside_reload(count):
    raw = Raw()
    raw.call("io.lvsd.Control.Reload")
    answers = [ask("GetDaemon") for _ in range(count)]
    reply = raw.reply()
    raw.close()
    return len(answers) == count and reply["parameters"]["outcome"] == "applied"


def upgrade():
    """The program that takes the daemon's place knows what happened before, and keeps what was promised."""
    configure(priority=105)
    ask("Reload")
    before = ask("GetDaemon")["daemon"]
    numbers = [event["number"] for event in ask("ListEvents")["events"]]
    configure(priority=106)
    ask("Reload", confirm=60)
    ask("Upgrade")
    time.sleep(0.5)
    done = within(20, lambda: all(role["isReady"] for role in ask("GetDaemon")["daemon"]["roles"]) and "lastReload" in ask("GetDaemon")["daemon"])
    after = ask("GetDaemon")["daemon"]
    check("an upgrade keeps the process number and the time of the start", done and all(abs(after[name] - before[name]) < 0.001 for name in ["processID", "startedAt"]), after)
    check("and the counts of reloads", after["reloads"] == before["reloads"] + 1 and after["refusedReloads"] == before["refusedReloads"], after)
    check("and the events with their numbers", [event["number"] for event in ask("ListEvents")["events"]][:len(numbers)] == numbers)
    check("a reload still waits to be confirmed", 30 < after["confirmUntil"] - time.time() < 60, after)
    ask("Confirm")
    check("it can be confirmed", "confirmUntil" not in ask("GetDaemon")["daemon"])
    check("and taken back", ask("Rollback")["outcome"] == "rolledBack" and "priority 105" in ask("GetConfiguration")["text"])
    configure(priority=107)
    ask("Reload", confirm=3)
    ask("Upgrade")
    check("what isn't confirmed comes back from behind an upgrade too", within(20, lambda: "priority 105" in ask("GetConfiguration")["text"]))
    configure()
    within(20, lambda: ask("Reload")["outcome"] == "applied")


def secrets():
    configure(extra="""virtual_server 10.99.0.101 80 {
  protocol TCP
  real_server 10.99.0.5 80 {
    HTTP_GET {
      url {
        path /health?token=sesame
        header "Authorization: Bearer sesame"
        header "Host: shop"
        status_code 200
      }
    }
  }
}
""")
    texts = [json.dumps(ask("Plan"))]
    ask("Reload")
    texts += [ask("GetConfiguration")["text"], ask("Dump")["text"], lvsctl("show", "config").stdout, lvsctl("dump").stdout]
    check("passwords and credentials are told nobody", not any(secret in text for text in texts for secret in ["sesame", "s3cret"]))
    check("but their places are", "Authorization: ********" in texts[1] and "Host: shop" in texts[1], texts[1][-1500:])
    configure()
    ask("Reload")


def scheduled():
    """reload_time_file, reload_file and config_save_dir."""
    extra = "global_defs {\n  reload_time_file %s/at\n  reload_file %s/reloading\n  config_save_dir %s/saved\n  reload_check_config %s/mistakes\n}\n" % (WORK, WORK, WORK, WORK)
    configure(extra=extra)
    ask("Reload")
    configure(priority=111, extra=extra)
    with open(WORK + "/at", "w") as file:
        file.write(time.strftime("%H:%M:%S\n", time.localtime(time.time() + 3)))
    check("a reload comes at the time that a file names", within(20, lambda: "priority 111" in ask("GetConfiguration")["text"]))
    check("and the file is removed then", not os.path.exists(WORK + "/at"))
    saved = lambda: sorted(os.listdir(WORK + "/saved"))
    check("the configurations before and after it are kept", within(10, lambda: len(saved()) >= 2 and "priority 111" in open(WORK + "/saved/" + saved()[-2]).read()), saved())
    check("for nobody else", all(os.stat(WORK + "/saved/" + name).st_mode & 0o777 == 0o600 for name in saved()))
    with open(WORK + "/reloading", "w") as file:
        file.write("leave it")
    configure(extra=extra + "nonsense\n")
    ask("Reload")
    check("reload_file is gone when the files are read", not os.path.exists(WORK + "/reloading"))
    check("and what is wrong stands in a file", within(5, lambda: "nonsense" in open(WORK + "/mistakes").read()))
    configure(extra=extra)
    with open(WORK + "/at", "w") as file:
        file.write("tomorrow\n")
    check("a time that is none does no harm", within(10, lambda: "is no time" in open(LOG).read()) and ask("GetDaemon"))
    configure()
    ask("Reload")


def data_files():
    configure()
    ask("Reload")
    os.kill(pid("lvsd"), signal.SIGUSR1)
    names = [RUN + "/keepalived" + part + ".data" for part in ["", "_parent"]]
    check("USR1 makes keepalived's files, the parent's too", within(10, lambda: all(os.path.exists(name) for name in names)))
    check("only for their owner", all(os.stat(name).st_mode & 0o777 == 0o600 for name in names))
    os.makedirs(WORK + "/data", exist_ok=True)
    configure(extra="global_defs {\n  state_dump_file %s/data/x.txt\n  json_dump_file %s/data/x.json\n  json_version 2\n}\n" % (WORK, WORK))
    ask("Reload")
    os.kill(pid("lvsd"), signal.SIGUSR1)
    os.kill(pid("lvsd"), signal.SIGRTMIN + 2)
    check("they stand where the configuration says", within(10, lambda: all(os.path.exists(WORK + "/data/x" + end) for end in [".txt", "_parent.txt", ".json"])), os.listdir(WORK + "/data"))
    version = json.load(open(WORK + "/data/x.json"))
    check("version 2 of the JSON is an object", isinstance(version, dict) and version["vrrp"][0]["data"]["iname"] == "VI_1" and "track_process" not in version, version)
    os.kill(pid("lvsd"), signal.SIGRTMAX - 1)
    check("and the counters can be begun anew", within(10, lambda: os.path.exists(RUN + "/keepalived.stats")))
    configure()
    ask("Reload")


def events():
    last = ask("ListEvents")["events"][-1]["number"]
    raw = Raw()
    raw.call("io.lvsd.Control.ListEvents", {"after": last, "follow": True}, more=True)
    os.kill(pid("checkers"), signal.SIGKILL)
    seen = []
    while not any(event["event"]["kind"] == "roleStarted" for event in seen):
        reply = raw.reply()
        if reply is None:
            break
        seen += reply["parameters"]["events"]
    kinds = [event["event"]["kind"] for event in seen]
    check("who follows the events hears of a role that dies and is started again", kinds[:1] == ["roleDied"] and "roleStarted" in kinds, seen)
    check("numbers count up without a gap", [event["number"] for event in seen] == list(range(last + 1, last + 1 + len(seen))), seen)
    raw.close()
    within(20, lambda: all(role["isReady"] for role in ask("GetDaemon")["daemon"]["roles"]))
    check("the restart is counted", [role["restarts"] for role in ask("GetDaemon")["daemon"]["roles"] if role["role"] == "check"] == [1])


def killing():
    """Each process is killed again and again while the configuration is reloaded: in the end the last one is in force."""
    for round_number in range(8):
        configure(priority=150 + round_number)
        raw = Raw()
        raw.call("io.lvsd.Control.Reload")
        time.sleep(0.004 * round_number)
        try:
            os.kill(pid(["vrrp", "checkers"][round_number % 2]), signal.SIGKILL)
        except (OSError, ValueError):
            pass
        reply = raw.reply()
        raw.close()
        check("a reload under which a role is killed is answered (%d)" % round_number, reply is not None and "outcome" in reply.get("parameters", {}), reply)
    configure(priority=99)
    check("and in the end the last configuration is in force",
          within(60, lambda: ask("Reload")["outcome"] == "applied" and "priority 99" in ask("GetConfiguration")["text"]))


# --- lvsctl ---


def command():
    status = lvsctl("status")
    check("lvsctl status is a screen", status.returncode == 0 and "process" in status.stdout and "\x1b" not in status.stdout, status)
    check("and JSON", json.loads(lvsctl("status", "--json").stdout)["daemon"]["configurationFile"] == FILE)
    check("events are lines", "reload" in lvsctl("events").stdout and lvsctl("events", "--since", "1h", "--json").returncode == 0)
    check("the configuration is text", "vrrp_instance VI_1" in lvsctl("show", "config").stdout)
    check("metrics are text", lvsctl("metrics").stdout.endswith("# EOF\n"))
    configure(priority=140)
    plan = lvsctl("plan")
    check("a plan is a diff", "~ vrrp_instance VI_1\n" in plan.stdout and "    + priority 140\n" in plan.stdout, plan)
    check("reload waits for its outcome", lvsctl("reload").returncode == 0 and "Nothing would change" in lvsctl("plan").stdout)
    configure(extra="nonsense\n")
    refused = lvsctl("reload")
    check("a refused one exits with 1 and says where the mistake is", refused.returncode == 1 and FILE + ":" in refused.stderr, refused)
    configure()
    check("reload --confirm, confirm", lvsctl("reload", "--confirm", "60s").returncode == 0 and lvsctl("confirm").returncode == 0)
    check("rollback", lvsctl("rollback").returncode == 0)
    lvsctl("reload")
    nobody = subprocess.run([LVSCTL, "status", "--runtime-dir", WORK + "/nowhere"], capture_output=True, text=True)
    check("without a daemon it exits with 3 and a way out", nobody.returncode == 3 and "--runtime-dir" in nobody.stderr, nobody)
    check("a command line that is wrong exits with 64", lvsctl("drain").returncode == 64)
    for shell in ["bash", "zsh", "fish"]:
        script = subprocess.run([LVSCTL, "--generate-completion-script", shell], capture_output=True, text=True)
        check("completion for " + shell, script.returncode == 0 and "failover" in script.stdout)


def watch():
    """`lvsctl watch` in tmux, on 80 columns and 24 rows, and on a smaller screen."""
    if subprocess.run(["tmux", "-V"], capture_output=True).returncode != 0:
        return check("tmux is here", False)
    tmux = ["tmux", "-L", "lvsctl-test", "-f", "/dev/null"]

    def keys(*names):
        subprocess.run(tmux + ["send-keys", "-t", "w", *names])

    def shown():
        return subprocess.run(tmux + ["capture-pane", "-p", "-t", "w"], capture_output=True, text=True).stdout

    def shows(text, is_there=True):
        return within(10, lambda: (text in shown()) == is_there)

    subprocess.run(tmux + ["new-session", "-d", "-s", "w", "-x", "80", "-y", "24", "sh"])
    keys("PS1='prompt> '; clear", "Enter")
    keys("'%s' watch --runtime-dir '%s'" % (LVSCTL, RUN), "Enter")
    check("watch shows the daemon", shows("lvsd 0") and shows("q: quit"), shown())
    check("within 24 lines", len(shown().rstrip("\n").split("\n")) <= 24)
    keys("/", "x", "y", "z")
    check("a filter can be typed", shows("filter: xyz_"), shown())
    keys("Escape")
    check("and taken back", shows("filter:", False), shown())
    keys("s")
    check("lines can be sorted", shows("by state"), shown())
    subprocess.run(tmux + ["resize-window", "-t", "w", "-x", "40", "-y", "10"])
    check("a smaller screen is filled", within(10, lambda: "lvsd 0" in shown() and len(shown().rstrip("\n").split("\n")) <= 10), shown())
    keys("q")
    check("q gives the screen back", shows("prompt>") and shows("lvsd 0", False), shown())
    subprocess.run(tmux + ["kill-server"])


def main():
    configure()
    daemon = start()
    tests = [introspection, reading, described, mistakes, permissions, reloads, included, secrets, scheduled, data_files, events, killing, upgrade, command, watch, hostile, thousand, *adversity.tests]
    for test in tests:
        try:
            test()
        except Exception as error:  # A test that can't go on has failed, the others go on.
            check(test.__name__ + " goes to its end", False, repr(error))
    daemon.send_signal(signal.SIGTERM)
    try:
        daemon.wait(20)
    except subprocess.TimeoutExpired:
        daemon.kill()
    check("the daemon stops and takes its socket away", daemon.returncode == 0 and not os.path.exists(SOCKET), daemon.returncode)
    passed, failed = counts()
    if failed:
        print(open(LOG).read()[-5000:])
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
