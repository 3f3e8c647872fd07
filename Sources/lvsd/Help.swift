internal import LogRecords

/// The texts of `-h` and `-v`.
enum Help {
    static let version = "0.1.0"

    private static let levels = LogSeverity.names.joined(separator: ", ")

    static let usage = """
        Usage: lvsd [OPTION...]

        Keeps virtual IP addresses by VRRP and the kernel's IPVS table by health checks, as keepalived.conf says.

          -f, --use-file=FILE        the configuration; by default /etc/lvsd/lvsd.conf, else
                                     /etc/keepalived/keepalived.conf
          -t, --config-test[=FILE]   check the configuration, say what is wrong with it on standard error or in
                                     FILE, and exit: 0 none, 4 it can't be used, 5 usable with errors,
                                     6 scripts without enable_script_security
              --format=text|json     how -t says it; JSON goes to standard output
              --print-config         print the effective configuration with every default filled in, and exit
              --strict-config        don't start with a configuration that has an error (by default the statement
                                     with the error is left out; a reload with an error always changes nothing)
          -i, --config-id=ID         what `@ID` at the beginning of a line is compared with (the host's name up to
                                     the first dot)
          -e, --all-config           don't start with a configuration that includes a file that can't be read
          -P, --vrrp                 only VRRP
          -C, --check                only health checks and IPVS (and BFD, as with -P)
          -B, --no_bfd               no BFD
              --all                  run all processes, also those that the configuration has no work for
          -n, --dont-fork            stay in the foreground
          -l, --log-console          log to the terminal as well
          -G, --no-syslog            don't log to the system log
          -D, --log-detail           log details: the same as --log-level=debug
          -S, --log-facility=NAME    syslog's facility: 0-7, local0-local7, user, daemon (daemon)
          -g, --log-file[=FILE]      log to FILE as well (/var/log/lvsd.log); the parts add _vrrp and _healthcheckers to
                                     its name. A file that was renamed or removed is made anew
              --flush-log-file       write each line to the file at once
              --system-log=WHICH     journal, syslog, none, or automatic: the journal where there is one (automatic)
              --log-format=FORM      of console and file: text, or json for one object per line (text)
              --log-level=LEVEL      the least that is logged: \(levels) (info)
              --log-debug=AREA,...   log all of these: daemon, vrrp, advertisements, addresses, tracking,
                                     notification, check, probes, table, bfd, mail, control
          -s, --namespace=NAME       work in this network namespace (ip-netns(8)); files stand in RUNTIME_DIR/NAME then
          -u, --umask=MASK           for the files that the daemon makes (022)
          -d, --dump-conf            log the effective configuration at start
          -p, --pid=FILE             process number of the daemon (RUNTIME_DIR/lvsd.pid)
          -r, --vrrp_pid=FILE        of its VRRP process (RUNTIME_DIR/vrrp.pid)
          -c, --checkers_pid=FILE    of its health check process (RUNTIME_DIR/checkers.pid)
          -b, --bfd_pid=FILE         of its BFD process (RUNTIME_DIR/bfd.pid)
          -V, --dont-release-vrrp    leave virtual addresses, routes and rules in the kernel on stop, and tell nobody
          -I, --dont-release-ipvs    leave the IPVS table as it is on stop
          -X, --release-vips         what keepalived does with it, lvsd always does
          -R, --dont-respawn         stop when one of the processes dies
          -a, --address-monitoring   log addresses of this host that come and go (the VRRP process does)
          -m, --core-dump            a process that ends by a fault leaves its memory in a file (core(5))
          -M, --core-dump-pattern[=P]  the same, and the machine calls such files P from now on (core)
          -x, --snmp, -A, --snmp-agent-socket=FILE, -T, --genhash
                                     of keepalived; the first two are accepted and have no effect
              --runtime-dir=DIR      what two daemons on one machine must not share (/run/lvsd)
              --signum=NAME          print the number of a signal: STOP, RELOAD, DATA, STATS, STATS_CLEAR or JSON
          -v, --version
          -h, --help

        Signals: HUP reloads the configuration, TERM and INT stop, RTMIN+4 goes on as the program that is installed now.
        USR1 (DATA) writes what the daemon knows of itself into keepalived.data and keepalived_check.data in the runtime
        directory, USR2 (STATS) counters into keepalived.stats and keepalived_check.stats, STATS_CLEAR the same and begins
        at zero, JSON keepalived.json and keepalived_check.json. Those of BFD are called keepalived_bfd.*.

        """
}
