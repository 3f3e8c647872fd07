# description: somebody else edits the IPVS table with ipvsadm: what is ours is repaired and told, what isn't stays
# time limit: 200

virtual=172.17.1.160
first=172.17.1.152:80
second=172.17.1.153:80
ours=("TCP $virtual:80 rr" "-> $first Route 1" "-> $second Route 1")
foreign=("TCP 172.17.1.200:99 wlc" "-> 172.17.1.152:99 Masq 7")

# A comparison every 5 s, and the guest's one processor.
bound=12

scenario() {
  build_direct_routing_network
  start_web_server rs1
  start_web_server rs2
  configure_director d1 "$LAB/configurations/quick-d1.conf"
  on d1 ipvsadm -A -t 172.17.1.200:99 -s wlc
  on d1 ipvsadm -a -t 172.17.1.200:99 -r 172.17.1.152:99 -m -w 7
  start_director d1
  expect "the daemon adds its own beside what is there" within 15 table_is d1 "${foreign[@]}" "${ours[@]}"
  single_edits
  fight
  missing_module
  only_reported
  stop_director d1
  expect_now "on stop, what is ours is gone and nothing else" table_is d1 "${foreign[@]}"
}

single_edits() {
  step "Single edits"
  on d1 ipvsadm -d -t $virtual:80 -r $first
  on d1 ipvsadm -e -t $virtual:80 -r $second -g -w 9
  expect "they are undone" within $bound table_is d1 "${foreign[@]}" "${ours[@]}"
  expect "what was missing is told" within 2 log_says d1 "destination $first .*is missing"
  expect_now "what was different is told with both values" log_says d1 "destination $second .*is DR weight 9 instead of DR weight 1"
  on d1 ipvsadm -a -t $virtual:80 -r 172.17.1.99:80 -g
  on d1 ipvsadm -E -t $virtual:80 -s wlc
  expect "a foreign destination in a service of ours goes, and the scheduler is set" within $bound table_is d1 "${foreign[@]}" "${ours[@]}"
  step "The whole table is cleared"
  on d1 ipvsadm -C
  expect "the service is back" within $bound table_is d1 "${ours[@]}"
  expect_now "that is told" log_says d1 "service .*$virtual.*is missing"
  on d1 ipvsadm -A -t 172.17.1.200:99 -s wlc
  on d1 ipvsadm -a -t 172.17.1.200:99 -r 172.17.1.152:99 -m -w 7
}

# Reloads with a hundred changes each, while ipvsadm pulls at the same entries.
fight() {
  local round saboteur
  step "A hundred virtual servers come and go while somebody clears the table again and again"
  cp "$(director_configuration d1)" /run/quick.conf
  {
    cat /run/quick.conf
    for ((round = 1; round <= 100; round++)); do
      echo "virtual_server 10.9.0.$round 80 { delay_loop 60"
      echo "protocol TCP"
      echo "lb_algo rr"
      echo "lb_kind DR"
      for real in 152 153 154 155; do echo "real_server 172.17.1.$real 80 { }"; done
      echo "}"
    done
  } | sed 's/{ delay_loop/{\n delay_loop/; s/{ }/{\n}/' >/run/many.conf
  (while :; do
    on d1 ipvsadm -C
    on d1 ipvsadm -A -t 10.9.0.7:80 -s rr
    on d1 ipvsadm -A -t 10.9.0.70:80 -s sh
    sleep 0.05
  done) &
  saboteur=$!
  for ((round = 1; round <= 3; round++)); do
    configure_director d1 /run/many.conf
    reload_director d1
    sleep 0.7
    configure_director d1 /run/quick.conf
    reload_director d1
    sleep 0.7
  done
  configure_director d1 /run/many.conf
  reload_director d1
  sleep 2
  kill $saboteur
  wait $saboteur
  expect "every entry is there afterwards" within 30 entry_count_is 101 402
  configure_director d1 /run/quick.conf
  reload_director d1
  on d1 ipvsadm -A -t 172.17.1.200:99 -s wlc
  on d1 ipvsadm -a -t 172.17.1.200:99 -r 172.17.1.152:99 -m -w 7
  expect "and every one is gone when the configuration says so" within 30 table_is d1 "${foreign[@]}" "${ours[@]}"
}

entry_count_is() { # entry_count_is SERVICES DESTINATIONS
  [ "$(table d1 | grep -c '^TCP')" = "$1" ] && [ "$(table d1 | grep -c -e '^->')" = "$2" ]
}

missing_module() {
  step "The kernel lacks a scheduler"
  echo 'install ip_vs_mh /bin/false' >/etc/modprobe.d/lab.conf
  edit_configuration d1 's/lb_algo rr/lb_algo mh/'
  reload_director d1
  expect "the log names the module" within 10 log_says d1 'no scheduler mh .module ip_vs_mh'
  expect_now "the old scheduler stays" table_is d1 "${foreign[@]}" "${ours[@]}"
  rm /etc/modprobe.d/lab.conf
  expect "once the module is there, it is used" within 40 table_is d1 "${foreign[@]}" "TCP $virtual:80 mh" "${ours[@]:1}"
  edit_configuration d1 's/lb_algo mh/lb_algo rr/'
  reload_director d1
  expect "and the old one again" within 10 table_is d1 "${foreign[@]}" "${ours[@]}"
}

only_reported() {
  local lines
  step "With lvs_reconcile report, differences are told and stay"
  edit_configuration d1 's/router_id director1/&\n lvs_reconcile report 1/'
  reload_director d1
  sleep 1
  lines=$(log_count d1 'weight 33 instead')
  on d1 ipvsadm -e -t $virtual:80 -r $second -g -w 33
  expect "it is told" within 10 log_says d1 'weight 33 instead of DR weight 1'
  expect_steady "it stays" for 3 table_is d1 "${foreign[@]}" "TCP $virtual:80 rr" "-> $first Route 1" "-> $second Route 33"
  expect_value "it was told once" "$(log_count d1 'weight 33 instead')" = $((lines + 1))
}
