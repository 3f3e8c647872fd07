# description: the program is replaced under traffic: no lost request, no priority 0, not one write to the table; what can't take over is refused

virtual=172.17.1.160
first=172.17.1.152:80
second=172.17.1.153:80
whole_table=("TCP $virtual:80 rr" "-> $first Route 1" "-> $second Route 1")

scenario() {
  build_quick_pair $virtual
  install_program
  LAB_BINARY=$program
  start_both_directors
  expect "d1 is master and its table is filled" within 20 ready
  expect "the client is served" within 5 answered_by $virtual 6 rs1 rs2
  refused
  upgraded
  twice
  stopped
}

# A copy of its own, which can be replaced.
install_program() {
  program=/run/installed/lvsd
  original=$LAB_BINARY
  mkdir -p /run/installed
  cp "$LAB_BINARY" $program
}

# As a package does it: another file of the same name.
replace_program() { # replace_program FILE
  cp "$1" $program.new
  mv $program.new $program
}

ready() { holds_alone d1 d2 $virtual && table_is d1 "${whole_table[@]}"; }

refused() {
  step "A program that knows nothing of it is installed"
  replace_program /bin/true
  signal_director d1 RTMIN+4
  expect "it is refused" within 10 log_says d1 "Not upgraded to $program"
  expect_now "the daemon goes on" ready
  step "One that can't be executed"
  echo nonsense >$program.text
  replace_program $program.text
  signal_director d1 RTMIN+4
  expect "it is refused" within 10 refusals_are 2
  expect_now "the daemon goes on" ready
}

refusals_are() { [ "$(log_count d1 "Not upgraded to $program")" = "$1" ]; }

upgraded() {
  step "A program that can"
  replace_program "$original"
  local process vrrp check transitions before
  process=$(director_process d1)
  vrrp=$(vrrp_process d1)
  check=$(check_process d1)
  transitions=$(log_count d2 'entering|forcing new election|priority 0')
  watch_commands d1
  before=$(connections_to d1 $first)
  start_client $virtual
  sleep 1
  signal_director d1 RTMIN+4
  expect "it takes over" within 20 log_says d1 'Upgrade finished'
  sleep 2
  client_account
  expect_value "the client has lost no request ($CLIENT_ACCOUNT)" "$CLIENT_FAILED" = 0
  expect_value "it has asked" "$CLIENT_REQUESTS" -gt 20
  expect_now "the first process is the same" test "$(cat "$(director_directory d1)/parent.pid")" = "$process"
  expect_now "and runs the new program" test "/proc/$process/exe" -ef $program
  expect_value "the VRRP process is another one" "$(vrrp_process d1)" != "$vrrp"
  expect_value "the check process is another one" "$(check_process d1)" != "$check"
  expect_now "d1 is master" ready
  expect_value "d2 has noticed nothing" "$(log_count d2 'entering|forcing new election|priority 0')" = "$transitions"
  expect_value "not one command changed the table" "$(written_command_count d1)" = 0
  expect_value "connections counted before are still counted" "$(connections_to d1 $first)" -ge "$before"
  expect_now "nobody was said to have died" fails log_says d1 'died: Respawning'
}

twice() {
  step "Once more, and a reload right behind it"
  local finished
  finished=$(log_count d1 'Upgrade finished')
  edit_configuration d1 's/weight 1$/weight 3/'
  signal_director d1 RTMIN+4
  signal_director d1 HUP
  expect "it takes over" within 20 upgrades_are $((finished + 1))
  expect "the reload is followed" within 10 table_is d1 "TCP $virtual:80 rr" "-> $first Route 3" "-> $second Route 3"
  client_account
  expect_value "the client has lost no request ($CLIENT_ACCOUNT)" "$CLIENT_FAILED" = 0
  stop_client
}

upgrades_are() { [ "$(log_count d1 'Upgrade finished')" -ge "$1" ]; }

stopped() {
  step "The upgraded daemon is stopped"
  stop_director d1
  expect_now "the table is empty" table_is_empty d1
  expect "d2 has the address" within 10 holds_alone d2 d1 $virtual
}
