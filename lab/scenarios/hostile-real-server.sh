# description: real servers that are silent, send garbage, 100 MB, or a byte a second fail within their deadline, in little memory

virtual=172.17.1.160

# A probe begins each 3 s. It fails after 2 s without a byte (connect_timeout); a server that keeps sending is given three times
# that over the whole probe. 1 s later comes the one retry: 8 s until a silent server is out, 16 s for a slow one. And this
# machine may stall.
deadline_in_silence=11
deadline_over_all=20
# Of the check role, at its worst moment, in KB. It holds far less than one of the replies.
memory_bound=24576

scenario() {
  local hosts=(rs1 rs2 rs3 rs4 rs5) name
  build_direct_routing_network
  host rs3 eth0 172.17.1.154/20
  host rs4 eth0 172.17.1.155/20
  host rs5 eth0 172.17.1.156/20
  for name in "${hosts[@]}"; do start_web_server "$name"; done
  configure_director d1 "$LAB/configurations/hostile.conf"
  start_director d1
  all_are_honest
  turns rs2 172.17.1.153 silent $deadline_in_silence "accepts and never answers"
  turns rs3 172.17.1.154 garbage $deadline_in_silence "sends garbage"
  turns rs4 172.17.1.155 flood $deadline_in_silence "sends 100 MB"
  turns rs5 172.17.1.156 drip $deadline_over_all "sends one byte a second"
  all_together
  all_are_honest_again
}

real_servers() { # real_servers ADDRESS...: the table with these real servers
  printf '%s\n' "TCP $virtual:80 rr"
  printf -- '-> %s:80 Route 1\n' "$@"
}

table_has() {
  local lines
  readarray -t lines < <(real_servers "$@")
  table_is d1 "${lines[@]}"
}

all_are_honest() {
  step "All real servers are honest"
  expect "all are in the table" within 20 table_has 172.17.1.152 172.17.1.153 172.17.1.154 172.17.1.155 172.17.1.156
  # Past the first probe of each, so that the deadlines below are those of a running check.
  expect "each has answered a probe" within 15 each_was_probed
  check_process_at_start=$(check_process d1)
  expect_now "all are in the table" table_has 172.17.1.152 172.17.1.153 172.17.1.154 172.17.1.155 172.17.1.156
}

each_was_probed() {
  local name
  for name in rs1 rs2 rs3 rs4 rs5; do grep -q 'GET / ' "$LAB_OUTPUT/$name.log" || return 1; done
}

# turns NAME ADDRESS MODE DEADLINE TEXT: the real server turns hostile and leaves the table in time.
turns() {
  local name=$1 address=$2 mode=$3 deadline=$4 text=$5
  step "$name $text"
  stop_web_server "$name"
  start_web_server "$name" "$mode"
  expect "it leaves the table" within "$deadline" lacks_real_server d1 "$address:80"
  expect_now "rs1 stays" has_real_server d1 172.17.1.152:80
}

all_together() {
  step "All of them for a while"
  expect_steady "only rs1 is in the table" for 20 table_has 172.17.1.152
  expect_value "the check role's peak memory in KB" "$(peak_memory)" -le $memory_bound
  expect_now "the virtual address is there" has_address d1 $virtual
  expect_value "the check role is still the same process" "$(check_process d1)" = "$check_process_at_start"
}

peak_memory() { awk '$1 == "VmHWM:" { print $2 }' "/proc/$(check_process d1)/status"; }

all_are_honest_again() {
  local name
  step "All are honest again"
  for name in rs2 rs3 rs4 rs5; do
    stop_web_server "$name"
    start_web_server "$name"
  done
  expect "all return" within 20 table_has 172.17.1.152 172.17.1.153 172.17.1.154 172.17.1.155 172.17.1.156
  stop_director d1
}
