# description: two directors and two real servers with direct routing: every step of the operator's article
# time limit: 400

virtual=172.17.1.160
first=172.17.1.152:80
second=172.17.1.153:80

# The directors' three advertisements and the skew of priority 90 are 3.65 s; this machine may stall for some 100 ms.
takeover_bound=5000

scenario() {
  build_direct_routing_network
  web_servers_down
  web_servers_started
  real_servers_set_up
  a_web_server_stops_and_returns
  reload_touches_only_what_changed
  director_stopped
  director_returns
  director_crashes
  director_cut_off
}

web_servers_down() {
  step "The web servers are down; the directors are started"
  configure_director d1 "$LAB/configurations/dr-d1.conf"
  configure_director d2 "$LAB/configurations/dr-d2.conf"
  start_director d1
  start_director d2
  expect "d1 becomes master and has the virtual address, d2 has not" within 10 holds_alone d1 d2 $virtual
  expect "d1 lists the virtual server and no real server, once the checks have failed" within 60 table_is d1 "TCP $virtual:80 rr"
  expect "d2 lists the virtual server and no real server" within 60 table_is d2 "TCP $virtual:80 rr"
  show d1 ipvsadm -Ln
}

web_servers_started() {
  step "The web servers are started"
  start_web_server rs1
  start_web_server rs2
  local name
  for name in d1 d2; do
    expect "$name lists both real servers" within 20 \
      table_is $name "TCP $virtual:80 rr" "-> $first Route 1" "-> $second Route 1"
  done
  show d1 ipvsadm -Ln
}

real_servers_set_up() {
  step "lvsrsdr start on the real servers"
  local name
  for name in rs1 rs2; do
    expect_now "$name: lvsrsdr start" succeeds lvsrsdr $name start $virtual
    expect_now "$name: has the virtual address as /32 on lo" shows $name "$virtual/32" ip address show dev lo
    expect_now "$name: arp_ignore is 1 and arp_announce 2 on lo and all" arp_is_quiet $name
  done
  expect "the client is served by both" within 5 answered_by $virtual 6 rs1 rs2
  expect_now "and in turn" in_turn
}

shows() {
  local name=$1 text=$2
  shift 2
  on "$name" "$@" | grep -qF -- "$text"
}

arp_is_quiet() {
  [ "$(on "$1" sysctl --values net.ipv4.conf.lo.arp_ignore net.ipv4.conf.all.arp_ignore \
    net.ipv4.conf.lo.arp_announce net.ipv4.conf.all.arp_announce | tr '\n' ' ')" = "1 1 2 2 " ]
}

in_turn() {
  case $(answers $virtual 4 | tr '\n' ' ') in
  "rs1 rs2 rs1 rs2 " | "rs2 rs1 rs2 rs1 ") return 0 ;;
  *) return 1 ;;
  esac
}

a_web_server_stops_and_returns() {
  step "One web server is stopped"
  start_client $virtual
  stop_web_server rs1
  expect "it leaves the table of d1" within 30 lacks_real_server d1 $first
  expect "it leaves the table of d2" within 30 lacks_real_server d2 $first
  client_account
  say "the client meanwhile: $CLIENT_ACCOUNT"
  expect "the client is served by the other" within 3 answered_by $virtual 4 rs2
  step "It is started again"
  start_web_server rs1
  expect "it returns to the table of d1" within 20 has_real_server d1 $first
  expect "it returns to the table of d2" within 20 has_real_server d2 $first
  expect "the client is served by both" within 3 answered_by $virtual 6 rs1 rs2
}

reload_touches_only_what_changed() {
  local before
  step "A real server's weight is edited, and d1 reloads"
  watch_commands d1
  before=$(connections_to d1 $first)
  expect_value "d1 has counted connections to rs1" "$before" -gt 0
  edit_configuration d1 '/real_server 172.17.1.153/,/weight/ s/weight 1/weight 3/'
  reload_director d1
  expect "rs2 has its new weight" within 15 \
    table_is d1 "TCP $virtual:80 rr" "-> $first Route 1" "-> $second Route 3"
  expect_value "rs1 keeps its connections and counters" "$(connections_to d1 $first)" -ge "$before"
  expect_now "d1 keeps the virtual address" holds_alone d1 d2 $virtual
  if [ "$LAB_DAEMON" = lvsd ]; then
    expect_value "one command went to the kernel" "$(written_commands d1 | tr '\n' ' ')" = "SET_DEST "
    reload_without_a_change
    reload_of_a_broken_file
  fi
  edit_configuration d1 's/weight 3/weight 1/'
  reload_director d1
  expect "d1: the weight is edited back" within 15 \
    table_is d1 "TCP $virtual:80 rr" "-> $first Route 1" "-> $second Route 1"
}

reload_without_a_change() {
  forget_commands d1
  reload_director d1
  sleep 4
  expect_value "a reload without a change writes nothing" "$(written_command_count d1)" = 0
}

reload_of_a_broken_file() {
  cp "$(director_configuration d1)" /run/good.conf
  edit_configuration d1 's/lb_algo rr/lb_algo nonsense/; s/weight 1/weight heavy/'
  reload_director d1
  sleep 3
  expect_value "a reload with errors writes nothing" "$(written_command_count d1)" = 0
  expect_now "the log names the file's line" log_says d1 'director\.conf:[0-9]+:[0-9]+'
  expect_now "d1 goes on with what it had" \
    table_is d1 "TCP $virtual:80 rr" "-> $first Route 1" "-> $second Route 3"
  expect_now "d1 keeps the virtual address" holds_alone d1 d2 $virtual
  cp /run/good.conf "$(director_configuration d1)"
}

director_stopped() {
  step "Director 1 is stopped"
  client_account
  signal_director d1 TERM
  expect "d2 has the virtual address within the skew time" within 2 has_address d2 $virtual
  expect "d1 has given it up" within 5 lacks_address d1 $virtual
  expect "d1's IPVS table is empty" within 10 table_is_empty d1
  expect "d1's processes have ended" within 15 director_has_ended d1
  expect "the client goes on" within 3 answered_by $virtual 4 rs1 rs2
  client_account
  say "the client meanwhile: $CLIENT_ACCOUNT"
  expect_value "its longest outage, in ms" "$CLIENT_OUTAGE" -le 3000
  show d2 ip -brief address
}

director_returns() {
  step "Director 1 returns"
  start_director d1
  expect "it preempts, since its priority is higher" within 15 holds_alone d1 d2 $virtual
  expect "d1 lists both real servers" within 20 \
    table_is d1 "TCP $virtual:80 rr" "-> $first Route 1" "-> $second Route 1"
  expect "the client is served by both" within 5 answered_by $virtual 6 rs1 rs2
  client_account
  say "the client meanwhile: $CLIENT_ACCOUNT"
}

director_crashes() {
  step "Director 1 dies: all its processes are killed"
  client_account
  crash_director d1
  expect "d2 has the virtual address within three advertisements and the skew time" within 5 has_address d2 $virtual
  expect_value "after so many ms" "$LAB_TOOK" -le $takeover_bound
  expect "the client goes on" within 3 answered_by $virtual 4 rs1 rs2
  client_account
  say "the client meanwhile: $CLIENT_ACCOUNT"
  start_director d1
  expect "d1 returns and preempts" within 15 holds_alone d1 d2 $virtual
  expect "d1 lists both real servers" within 20 \
    table_is d1 "TCP $virtual:80 rr" "-> $first Route 1" "-> $second Route 1"
}

director_cut_off() {
  step "Director 1 is cut off from the network"
  expect "the client is served by both" within 5 answered_by $virtual 4 rs1 rs2
  client_account
  cut d1
  expect "d2 takes over" within 5 has_address d2 $virtual
  expect "the client goes on" within 5 answered_by $virtual 4 rs1 rs2
  client_account
  say "the client meanwhile: $CLIENT_ACCOUNT"
  mend d1
  expect "the network is mended: d1 alone is master" within 10 holds_alone d1 d2 $virtual
  # Both were master. Whichever hears the other first: d1 learns that d2 had the address, and announces it as its own again.
  expect "the client is served by both" within 10 answered_by $virtual 4 rs1 rs2
  client_account
  say "the client meanwhile: $CLIENT_ACCOUNT"
  stop_client
  stop_director d1
  stop_director d2
  expect_now "both tables are empty" both_tables_are_empty
}

both_tables_are_empty() { table_is_empty d1 && table_is_empty d2; }
