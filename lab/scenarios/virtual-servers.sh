# description: no traffic before the first check, slow start's curve, a drain under load, recovered after kill -9; quorum with a sorry server; panic; ha_suspend

first=172.17.1.152:80
second=172.17.1.153:80

scenario() {
  build_direct_routing_network
  host sorry eth0 172.17.1.154/20
  give_addresses
  start_web_server rs2
  start_web_server sorry honest 8080
  echo 'echo $1 >>/run/quorum' >/run/quorum-script
  configure_director d1 "$LAB/configurations/virtual-servers.conf"
  start_director d1
  first_checks
  slow_start
  drain
  quorum
  panic
  suspension
  stop_director d1
  expect_now "d1's table is empty" table_is_empty d1
}

# What VRRP and lvsrsdr would do. 172.17.1.163 comes later.
give_addresses() {
  local name last
  for last in 161 162; do on d1 ip address add "172.17.1.$last/32" dev eth0; done
  for name in rs1 rs2; do
    on "$name" sysctl --quiet --write net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
    for last in 161 162 163; do on "$name" ip address add "172.17.1.$last/32" dev lo; done
  done
  # NAT: the sorry server's answers go back through the director.
  on d1 sysctl --quiet --write net.ipv4.ip_forward=1 net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.eth0.send_redirects=0
  on sorry ip route add 172.17.1.10/32 via 172.17.1.150
}

# weight ADDRESS REAL-SERVER: nothing where it isn't in the service at port 80 of the address.
weight() {
  table d1 | awk -v service="$1:80" -v server="$2" '$1 != "->" { inside = $2 == service } inside && $2 == server { print $4 }'
}
weight_is() { [ "$(weight "$1" "$2")" = "$3" ]; }

first_checks() {
  step "init_state checking: rs1 is dead, rs2 alive"
  expect "rs2 is in the table" within 10 weight_is 172.17.1.161 $second 100
  expect_now "rs1 never was" never_added
}
never_added() { ! log_says d1 'Adding service \[172.17.1.152\]:tcp:80 to VS \[172.17.1.161\]:tcp:80'; }

slow_start() {
  local last=0 now count=0 fell=0 jumped=0 curve=""
  step "rs1 comes: slow_start 6, from 10 percent on"
  start_web_server rs1
  expect "rs1 is in the table" within 10 has_weight 172.17.1.161 $first
  until [ "$last" = 100 ] || [ $count -gt 150 ]; do
    now=$(weight 172.17.1.161 $first)
    count=$((count + 1))
    [ "${now:-0}" -ge "$last" ] || fell=$((fell + 1))
    # On a machine that stalls several steps come at once; half of the weight doesn't.
    [ $((${now:-0} - last)) -le 50 ] || jumped=$((jumped + 1))
    [ "${now:-0}" = "$last" ] || curve="$curve $now"
    last=${now:-0}
    sleep 0.05
  done
  echo "     its weights:$curve"
  expect_value "it has its whole weight" "$last" = 100
  expect_value "never less than before" $fell = 0
  expect_value "and never by leaps" $jumped = 0
  expect_value "in many steps" "$(echo "$curve" | wc -w)" -ge 4
}
has_weight() { [ -n "$(weight "$1" "$2")" ]; }

# hold_connection FILE: a client opens connections until one is at rs1, holds it, and asks when FILE.go appears; what it is
# answered goes to FILE. The first line of FILE is the real server.
hold_connections() {
  local number
  for number in 1 2 3 4; do
    ip netns exec client bash -c "exec 3<>/dev/tcp/172.17.1.161/80; touch $1.$number.open
      while [ ! -e $1.go ]; do sleep 0.1; done; printf 'GET / HTTP/1.0\r\n\r\n' >&3; cat <&3 >$1.$number" >/dev/null 2>&1 &
    disown
  done
  expect "four connections are held" within 10 sh -c "[ \$(ls $1.*.open | wc -l) = 4 ]"
}
answers_held() { cat "$1".[1-4] 2>/dev/null | grep -c "^rs"; }

drain() {
  step "rs1 is taken out of the configuration under load"
  start_client 172.17.1.161
  hold_connections /run/held
  client_account
  sed --in-place '/172.17.1.161 80/,/^}/{/real_server 172.17.1.152/,/^    }/d}' "$(director_configuration d1)"
  reload_director d1
  expect "it has weight 0" within 5 weight_is 172.17.1.161 $first 0
  expect_steady "and stays while connections are open" for 3 weight_is 172.17.1.161 $first 0
  step "kill -9 of the check role meanwhile"
  kill -s KILL "$(check_process d1)"
  expect "the new one goes on" within 10 log_says d1 'Draining service \[172.17.1.152\]:tcp:80 of VS \[172.17.1.161\]:tcp:80 goes on'
  expect_now "rs1 still stands with weight 0" weight_is 172.17.1.161 $first 0
  touch /run/held.go
  expect "all held connections are answered" within 5 all_answered
  expect "rs1 leaves when they have ended" within 10 lacks_in_service
  expect_now "before the deadline" log_says d1 '172.17.1.152.*its connections have ended'
  client_account
  echo "     $CLIENT_ACCOUNT"
  expect_value "no request of the busy client has failed" "$CLIENT_FAILED" = 0
  stop_client
}
all_answered() { [ "$(answers_held /run/held)" = 4 ]; }
lacks_in_service() { ! has_weight 172.17.1.161 $first; }

quorum() {
  step "Quorum 2 with a sorry server, which has a method and a port of its own"
  expect "both real servers serve" within 10 answered_by 172.17.1.162 4 rs1 rs2
  stop_web_server rs1
  expect "the sorry server answers" within 10 answered_by 172.17.1.162 2 sorry
  expect_now "alone, by NAT" grep -qx -e '-> 172.17.1.154:8080 Masq 1' <(table d1)
  start_web_server rs1
  expect "both are back" within 10 answered_by 172.17.1.162 4 rs1 rs2
  expect "the scripts were run in turn" within 5 scripts_alternate
}
# The check role was killed once, and its successor says how the quorum stands.
scripts_alternate() { [ "$(uniq /run/quorum | tail -n 3 | xargs)" = "up down up" ]; }

panic() {
  step "panic_threshold 60, where nothing was checked so far: ha_suspend"
  expect_now "a sorry server doesn't enter where nothing was checked yet" service_is_empty 172.17.1.164
  on d1 ip address add 172.17.1.164/32 dev eth0
  expect "the first check decides" within 5 weight_is 172.17.1.164 $second 1
  expect_now "its checks wait for the address" log_says d1 'Suspending healthcheckers of VS \[172.17.1.163\]:tcp:80'
  stop_web_server rs1
  expect_steady "a dead server stays" for 2 weight_is 172.17.1.163 $first 1
  on d1 ip address add 172.17.1.163/32 dev eth0
  expect "with the address checks begin" within 5 log_says d1 'Resuming healthcheckers of VS \[172.17.1.163\]:tcp:80'
  expect "one of two is less than 60 percent: panic" within 10 log_says d1 'PANIC: weight 1 of 2, less than 60 %'
  expect_now "the failed server is kept" weight_is 172.17.1.163 $first 1
  start_web_server rs1
  expect "the panic ends" within 10 log_says d1 'Panic is over for VS \[172.17.1.163\]:tcp:80'
}

service_is_empty() {
  table d1 | awk -v service="$1:80" '$1 != "->" { inside = $2 == service; found = found || inside } inside && $1 == "->" { used = 1 } END { exit !(found && !used) }'
}

suspension() {
  step "The address leaves"
  on d1 ip address del 172.17.1.163/32 dev eth0
  expect "the checks stop" within 5 suspended_twice
  step "It comes back: a check that has rested keeps its retries"
  on d1 ip address add 172.17.1.163/32 dev eth0
  stop_web_server rs1
  expect "the real server fails" within 10 log_says d1 'TCP_CHECK on service \[172.17.1.152\]:tcp:80 failed after 2 retries'
}
suspended_twice() { [ "$(log_count d1 'Suspending healthcheckers of VS \[172.17.1.163\]:tcp:80')" -ge 3 ]; }
