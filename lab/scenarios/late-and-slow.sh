# description: a process that wakes late is raised to real time, one that doesn't end in its time is killed, -i chooses lines
# time limit: 120

virtual=172.17.1.160

scenario() {
  build_direct_routing_network
  start_web_server rs1
  start_web_server rs2
  late
  slow_to_stop
}

works() { has_address d1 $virtual && table_is d1 "TCP $virtual:80 rr" "-> 172.17.1.152:80 Route 1" "-> 172.17.1.153:80 Route 1"; }

# A process that is stopped for a while wakes late.
late() {
  step "max_auto_priority: a process that was stopped wakes late"
  sed 's/^    router_id.*/    router_id x\n    max_auto_priority 5\n    min_auto_priority_delay 1000000/; s/priority 100/@^night priority 100\n@night priority 90/' \
    "$LAB/configurations/quick-d1.conf" >/run/late.conf
  configure_director d1 /run/late.conf
  start_director d1
  expect "the director works" within 20 works
  sleep_through vrrp
  expect "when it woke late it runs in real time" within 10 runs_in_real_time
  stop_director d1
  step "-i"
  "$LAB_BINARY" -i night -f /run/late.conf --print-config >/run/night.conf
  expect_now "-i night: its lines count, others don't" grep -q 'priority 90$' /run/night.conf
}

runs_in_real_time() { sed 's/.*) //' "/proc/$(vrrp_process d1)/stat" | awk '{ exit !($39 == 2 && $38 >= 1 && $38 <= 5) }'; }

sleep_through() {
  kill -s STOP "$("$1"_process d1)"
  sleep 2.5
  kill -s CONT "$("$1"_process d1)"
}

# A role that doesn't end is killed when its time is over.
slow_to_stop() {
  step "child_wait_time"
  configure_director d1 "$LAB/configurations/quick-d1.conf"
  edit_configuration d1 '1i child_wait_time 2'
  start_director d1
  expect "the director works" within 20 works
  kill -s STOP "$(check_process d1)"
  stop_director d1
  expect_now "the log says what was killed" log_says d1 "hasn't stopped within 2 s \(child_wait_time\): killing it"
  on d1 ipvsadm --clear
}
