# description: the main job, narrated: election, a served client, a real server's and a director's death

virtual=172.17.1.160
first=172.17.1.152:80
second=172.17.1.153:80

scenario() {
  introduce
  directors_elect
  client_is_served
  real_server_dies
  director_dies
  director_returns
  director_is_stopped
  summary
}

introduce() {
  step "The lab: kernel $(uname -r) with IPVS, five hosts on one network"
  build_direct_routing_network
  say "client 172.17.1.10      asks for http://$virtual/ twenty times a second"
  say "d1     172.17.1.150     director, priority 100, interface eth0"
  say "d2     172.17.1.151     director, priority 90, interface ens32"
  say "rs1    172.17.1.152     real server"
  say "rs2    172.17.1.153     real server"
  say "The virtual address is $virtual; the directors forward to the real servers, which answer the client directly."
}

directors_elect() {
  local name
  step "Web servers and directors are started"
  for name in rs1 rs2; do
    start_web_server $name
    lvsrsdr $name start $virtual
  done
  say "rs1, rs2: lvsrsdr start $virtual"
  for name in d1 d2; do
    configure_director $name "$LAB/configurations/quick-$name.conf"
    start_director $name
  done
  say "d1, d2: $LAB_DAEMON -f director.conf"
  expect "d1 wins the election: it has the virtual address, d2 has not" within 10 holds_alone d1 d2 $virtual
  for name in d1 d2; do
    expect "$name has filled its IPVS table" within 15 \
      table_is $name "TCP $virtual:80 rr" "-> $first Route 1" "-> $second Route 1"
  done
  show d1 ip -brief address show dev eth0
  show d1 ipvsadm -Ln
}

client_is_served() {
  step "The client asks"
  start_client $virtual
  expect "both real servers answer" within 5 answered_by $virtual 6 rs1 rs2
  sleep 1
  account_for "while nothing happened"
}

# account_for WHEN: prints what the client has seen since the last call, and keeps its longest outage for the summary.
summary_lines=()
account_for() {
  client_account
  say "client: $CLIENT_ACCOUNT"
  summary_lines+=("$(printf '%5s ms  %3s of %4s requests failed  %s' "$CLIENT_OUTAGE" "$CLIENT_FAILED" "$CLIENT_REQUESTS" "$1")")
}

real_server_dies() {
  step "The web server of rs1 dies"
  stop_web_server rs1
  expect "rs1 leaves the table of d1" within 15 lacks_real_server d1 $first
  expect "rs2 serves alone" within 5 answered_by $virtual 4 rs2
  show d1 ipvsadm -Ln
  account_for "when the web server of rs1 died (until its probe found out)"
  step "It is started again"
  start_web_server rs1
  expect "rs1 is back in the table" within 15 has_real_server d1 $first
  expect "both serve" within 5 answered_by $virtual 6 rs1 rs2
  account_for "when it returned"
}

director_dies() {
  step "Director d1 loses its power"
  power_off d1
  expect "d2 takes the virtual address" within 6 has_address d2 $virtual
  expect "the client goes on, through d2" within 5 answered_by $virtual 6 rs1 rs2
  show d2 ip -brief address show dev ens32
  show d2 ipvsadm -Ln
  account_for "when director d1 died (three advertisements and the skew time are 3.65 s)"
}

director_returns() {
  step "Director d1 boots again"
  power_on d1
  start_director d1
  expect "it preempts d2, since its priority is higher" within 12 holds_alone d1 d2 $virtual
  expect "the client goes on, through d1" within 5 answered_by $virtual 6 rs1 rs2
  account_for "when director d1 returned"
}

director_is_stopped() {
  step "Director d1 is stopped as an operator would (TERM)"
  signal_director d1 TERM
  expect "d2 takes the virtual address within the skew time" within 2 has_address d2 $virtual
  expect "d1 has given up the address" within 5 lacks_address d1 $virtual
  expect "d1 has emptied its IPVS table" within 10 table_is_empty d1
  expect "the client goes on" within 5 answered_by $virtual 6 rs1 rs2
  account_for "when director d1 was stopped"
  show d2 ip -brief address show dev ens32
}

summary() {
  step "The client's longest outages"
  printf '    %s\n' "${summary_lines[@]}"
}
