"""What the tests of the control socket share: a daemon, clients with and without manners, and the account."""

import json
import os
import socket
import subprocess
import sys
import time

import varlink

DAEMON, LVSCTL, WORK = map(os.path.abspath, sys.argv[1:4])
RUN = WORK + "/run"
SOCKET = RUN + "/control.sock"
FILE = WORK + "/lvsd.conf"
LOG = WORK + "/log"
GROUP = 64999

CONFIGURATION = """
global_defs {
  router_id test
  control_group lvsdtest
  control_group_may_change %(may_change)s
}
vrrp_instance VI_1 {
  state BACKUP
  interface ve0
  virtual_router_id 51
  priority %(priority)s
  advert_int 1
  authentication {
    auth_type PASS
    auth_pass s3cret
  }
  virtual_ipaddress {
    10.99.0.100/24
  }
}
virtual_server 10.99.0.100 80 {
  lvs_sched rr
  lvs_method DR
  protocol TCP
  real_server 10.99.0.5 80 {
    weight 1
    TCP_CHECK {
      connect_timeout 1
    }
  }
}
"""

passed, failed = 0, 0


def check(what, is_so, detail=""):
    global passed, failed
    if is_so:
        passed += 1
        print("ok      " + what, flush=True)
    else:
        failed += 1
        print("FAILED  " + what + "  " + str(detail)[:600], flush=True)


def within(seconds, is_so):
    """Waits until something is so: a loaded machine takes its time."""
    end = time.monotonic() + seconds
    while True:
        try:
            if is_so():
                return True
        except (OSError, varlink.VarlinkError, ValueError):
            pass
        if time.monotonic() > end:
            return False
        time.sleep(0.1)


def configure(priority=100, may_change="off", extra=""):
    with open(FILE + ".new", "w") as file:
        file.write(CONFIGURATION % {"priority": priority, "may_change": may_change} + extra)
    os.rename(FILE + ".new", FILE)


def start():
    log = open(LOG, "a")
    daemon = subprocess.Popen(
        [DAEMON, "-n", "-l", "-D", "-G", "-f", FILE, "--runtime-dir", RUN], stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    if not within(20, lambda: all(role["isReady"] for role in ask("GetDaemon")["daemon"]["roles"])):
        print(open(LOG).read())
        sys.exit("the daemon doesn't start")
    return daemon


def ask(method, **parameters):
    with varlink.Client.new_with_address("unix:" + SOCKET) as client, client.open("io.lvsd.Control") as control:
        return getattr(control, method)(**parameters)


def error_of(method, **parameters):
    try:
        ask(method, **parameters)
    except varlink.VarlinkError as error:
        return error.error().rsplit(".", 1)[-1]
    return None


class Raw:
    """A connection without manners."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(20)
        self.socket.connect(SOCKET)
        self.rest = b""

    def send(self, data):
        self.socket.sendall(data)

    def call(self, method, parameters=None, **flags):
        self.send(json.dumps({"method": method, "parameters": parameters or {}, **flags}).encode() + b"\0")

    def reply(self):
        """The next reply; None when the daemon has closed the connection."""
        while b"\0" not in self.rest:
            try:
                data = self.socket.recv(65536)
            except ConnectionResetError:
                return None
            if not data:
                return None
            self.rest += data
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def is_closed(self):
        return self.reply() is None

    def close(self):
        self.socket.close()


def lvsctl(*arguments, **options):
    return subprocess.run(
        [LVSCTL, *arguments, "--runtime-dir", RUN], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL, **options)


def pid(name):
    return int(open(RUN + "/" + name + ".pid").read())


def pss(process):
    for line in open("/proc/%d/smaps_rollup" % process):
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def counts():
    return passed, failed
