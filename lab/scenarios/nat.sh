# description: NAT with weighted round robin, HTTP_GET and PING_CHECK, real servers behind the directors

virtual=172.17.1.160
gateway=10.10.0.1
first=10.10.0.2:8080
second=10.10.0.3:8080

scenario() {
  build_address_translation_network
  start_web_server rs1 honest 8080
  start_web_server rs2 honest 8080
  local name
  for name in d1 d2; do
    configure_director $name "$LAB/configurations/nat-$name.conf"
    start_director $name
  done
  table_fills
  client_is_served_by_weight
  page_fails
  host_fails
  director_stops
  director_dies
}

table_fills() {
  local name
  step "Two directors with NAT"
  expect "d1 has the virtual address" within 10 holds_alone d1 d2 $virtual
  expect_now "and the real servers' gateway" holds_alone d1 d2 $gateway
  for name in d1 d2; do
    # Of the virtual addresses only the master's answers; the backup's probes go over its own inner address.
    expect "$name lists both real servers" within 15 \
      table_is $name "TCP $virtual:80 wrr" "-> $first Masq 3" "-> $second Masq 1"
  done
  show d1 ipvsadm -Ln
}

# counted: how often each server answers eight requests.
counted() { answers $virtual 8 | sort | uniq -c | awk '{ printf "%s %s ", $2, $1 }'; }
served_three_to_one() { [ "$(counted)" = "rs1 6 rs2 2 " ]; }

client_is_served_by_weight() {
  step "The client asks; weights are 3 and 1"
  expect "eight requests: six by rs1, two by rs2" within 6 served_three_to_one
}

page_fails() {
  step "rs1's web server dies: HTTP_GET"
  stop_web_server rs1 8080
  expect "rs1 leaves the table of d1" within 15 lacks_real_server d1 $first
  expect "rs1 leaves the table of d2" within 15 lacks_real_server d2 $first
  expect "rs2 serves alone" within 5 answered_by $virtual 4 rs2
  start_web_server rs1 honest 8080
  expect "rs1 is back" within 15 has_real_server d1 $first
  step "rs1's page gets another path: status 404"
  edit_configuration d1 's|path /$|path /missing|'
  reload_director d1
  expect "rs1 leaves the table of d1, which asks for the missing page" within 15 lacks_real_server d1 $first
  expect_now "rs1 stays in the table of d2" has_real_server d2 $first
  edit_configuration d1 's|path /missing|path /|'
  reload_director d1
  expect "asked for the right page, rs1 is back" within 15 has_real_server d1 $first
}

host_fails() {
  step "rs2's network cable is pulled: PING_CHECK"
  cut rs2 inner
  expect "rs2 leaves the table of d1" within 15 lacks_real_server d1 $second
  expect "rs1 serves alone" within 5 answered_by $virtual 4 rs1
  mend rs2 inner
  expect "rs2 is back" within 15 has_real_server d1 $second
  step "rs2's web server dies, which an echo does not tell"
  stop_web_server rs2 8080
  expect_steady "rs2 stays in the table" for 5 has_real_server d1 $second
  start_web_server rs2 honest 8080
}

director_stops() {
  step "Director d1 is stopped"
  signal_director d1 TERM
  expect "d2 has both virtual addresses" within 3 has_both d2
  expect "d1 has neither" within 5 holds_alone d2 d1 $virtual
  expect_now "and not the gateway" holds_alone d2 d1 $gateway
  expect "the client goes on by weight" within 6 served_three_to_one
  expect "d1 has ended" within 10 director_has_ended d1
}

has_both() { has_address "$1" $virtual && has_address "$1" $gateway; }

director_dies() {
  step "Director d1 returns, and dies"
  start_director d1
  expect "d1 preempts" within 12 holds_alone d1 d2 $virtual
  expect "the client is served" within 10 served_three_to_one
  crash_director d1
  expect "d2 takes over both addresses" within 6 has_both d2
  expect "the client goes on by weight" within 8 served_three_to_one
  stop_director d2
  expect_now "d2's table is empty" table_is_empty d2
}
