# description: the kernel drops messages (ENOBUFS), addresses and a table of 2,000 real servers change while they are read
# time limit: 200

count=2000

scenario() {
  build_direct_routing_network
  start_web_server rs1
  write_configuration >/run/lost.conf
  configure_director d1 /run/lost.conf
  start_director d1
  expect "without its address nothing is checked" within 20 log_says d1 'Suspending healthcheckers of VS \[172.17.1.161\]:tcp:80'
  dropped_messages
  changing_addresses
  changing_table
  stop_director d1
  expect_now "d1's table is empty" table_is_empty d1
}

write_configuration() {
  local number
  cat <<'CONFIGURATION'
global_defs {
    router_id director1
    lvs_reconcile repair 1
}
virtual_server 172.17.1.161 80 {
    delay_loop 0.5
    lvs_sched rr
    lvs_method DR
    protocol TCP
    ha_suspend
    real_server 172.17.1.152 80 {
        TCP_CHECK {
            connect_timeout 1
            retry 0
        }
    }
}
virtual_server 172.17.1.162 80 {
    lvs_sched rr
    lvs_method DR
    protocol TCP
CONFIGURATION
  for ((number = 0; number < count; number++)); do
    printf 'real_server 10.8.%s.%s 80 {\n}\n' $((number / 250)) $((number % 250 + 1))
  done
  echo '}'
}

# while_deaf COMMAND: `ip` carries out 1,500 commands such as COMMAND 10.7.1.1/32 while the check role doesn't listen, the virtual
# address among them.
while_deaf() {
  local command=$1 number role
  role=$(check_process d1)
  for ((number = 0; number < 1500; number++)); do
    [ $number != 200 ] || echo "address $command 172.17.1.161/32 dev lo"
    echo "address $command 10.7.$((number / 250)).$((number % 250 + 1))/32 dev lo"
  done >/run/batch
  kill -s STOP "$role"
  on d1 ip -batch /run/batch
  kill -s CONT "$role"
}

resumed() { [ "$(log_count d1 'Resuming healthcheckers')" = "$1" ]; }
suspended() { [ "$(log_count d1 'Suspending healthcheckers')" = "$1" ]; }

dropped_messages() {
  step "More messages about addresses than the socket holds"
  while_deaf add
  expect "the check role notices the gap" within 8 log_says d1 'the kernel dropped messages about addresses; all of them were read anew'
  expect "and finds the virtual address" within 5 resumed 1
  while_deaf del
  expect "and that it is gone" within 8 suspended 2
}

changing_addresses() {
  local saboteur
  step "The same while addresses come and go all the time"
  (while :; do
    on d1 ip address add 10.6.0.1/32 dev lo
    on d1 ip address del 10.6.0.1/32 dev lo
  done) 2>/dev/null &
  saboteur=$!
  while_deaf add
  expect "it is found all the same" within 15 resumed 2
  kill $saboteur
  wait $saboteur 2>/dev/null
}

destinations() { on d1 ipvsadm -Ln -t 172.17.1.162:80 2>/dev/null | grep -c -e '-> 10\.8\.'; }
all_are_there() { [ "$(destinations)" = $count ]; }
is_quiet() { [ "$(log_count d1 'missing|instead of')" = "$1" ]; }

changing_table() {
  local number round lines
  step "A table of $count real servers, of which somebody removes and changes some while it is read"
  expect "all are there" within 20 all_are_there
  for ((round = 0; round < 6; round++)); do
    for number in 1 7 99 100 101 249; do
      echo "-d -t 172.17.1.162:80 -r 10.8.$round.$number:80"
      echo "-e -t 172.17.1.162:80 -r 10.8.7.$number:80 -w $((round + 2))"
    done
  done >/run/sabotage
  on d1 ipvsadm --restore </run/sabotage
  expect "all are there again" within 15 all_are_there
  expect "with their weights" within 10 sh -c '! ip netns exec d1 ipvsadm -Ln -t 172.17.1.162:80 | grep -q -E -e "-> 10.8.[^ ]* +Route +[02-9]"'
  lines=$(log_count d1 'missing|instead of')
  expect_steady "and nothing more is found" for 4 is_quiet "$lines"
}
