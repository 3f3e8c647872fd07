# description: -V and -I leave on stop what stands in the kernel, and the next start finds it; -R ends with the first process; -a, --all, -x, -M
# time limit: 120

virtual=172.17.1.160

scenario() {
  build_direct_routing_network
  start_web_server rs1
  start_web_server rs2
  configure_director d1 "$LAB/configurations/quick-d1.conf"
  left
  found_again
  not_respawned
  only_checks
}

works() { has_address d1 $virtual && table_is d1 "TCP $virtual:80 rr" "-> 172.17.1.152:80 Route 1" "-> 172.17.1.153:80 Route 1"; }

left() {
  step "-V -I -a -x -M"
  local pattern
  pattern=$(cat /proc/sys/kernel/core_pattern)
  director_flags=(-V -I -a -x -X --core-dump-pattern=/run/core.%p)
  start_director d1
  expect "the director works" within 20 works
  expect_now "-a: the address is logged as keepalived does it" log_says d1 "Netlink reflector reports IP $virtual added"
  expect_now "-x: the log says that there is no SNMP" log_says d1 "no SNMP agent"
  expect_now "-M: the pattern is set" grep -qx '/run/core.%p' /proc/sys/kernel/core_pattern
  expect_now "and a process may leave its memory" grep -q '^Max core file size *unlimited *unlimited' "/proc/$(vrrp_process d1)/limits"
  echo "$pattern" >/proc/sys/kernel/core_pattern
  stop_director d1
  expect_steady "-V, -I: address and table stay when it has stopped" for 2 works
  expect_now "nobody was told" nobody_told
}

nobody_told() { ! log_says d1 "sent 0 priority"; }

# The next daemon finds its own as after a crash, and without the flags it takes everything along.
found_again() {
  step "The next one, without flags"
  director_flags=()
  start_director d1
  expect_steady "the table isn't emptied in between" for 3 table_is d1 "TCP $virtual:80 rr" "-> 172.17.1.152:80 Route 1" "-> 172.17.1.153:80 Route 1"
  expect "it works" within 20 works
  stop_director d1
  expect_now "now all is gone" is_empty
}

is_empty() { ! has_address d1 $virtual && table_is_empty d1; }

not_respawned() {
  step "-R: a process dies"
  director_flags=(-R)
  start_director d1
  expect "the director works" within 20 works
  kill -s KILL "$(check_process d1)"
  expect "the daemon stops" within 10 log_says d1 'Healthcheck child process\([0-9]+\) died: Exiting'
  expect "and has ended" within 10 has_ended
  expect_now "the address is gone" lacks_address
  on d1 ipvsadm --clear
}

lacks_address() { ! has_address d1 $virtual; }

has_ended() { ! kill -0 "$(director_process d1)" 2>/dev/null; }

vrrp_runs() { kill -0 "$(vrrp_process d1)" 2>/dev/null; }

only_checks() {
  step "--all: processes without work"
  director_flags=(--all)
  sed --in-place '/^vrrp_/,/^}/ d' "$(director_configuration d1)"
  start_director d1
  expect "the VRRP process is started although it has nothing to do" within 10 vrrp_runs
  expect_steady "and goes on" for 3 vrrp_runs
  director_flags=()
  stop_director d1
}
