# description: a second daemon with the same runtime directory refuses to start; the first is unharmed

virtual=172.17.1.160
first=172.17.1.152:80
second=172.17.1.153:80

scenario() {
  build_direct_routing_network
  start_web_server rs1
  start_web_server rs2
  configure_director d1 "$LAB/configurations/quick-d1.conf"
  start_director d1
  expect "the first daemon is master" within 10 has_address d1 $virtual
  expect "and has filled its table" within 15 \
    table_is d1 "TCP $virtual:80 rr" "-> $first Route 1" "-> $second Route 1"
  watch_commands d1

  local process directory=/run/directors/d1
  process=$(cat $directory/parent.pid)
  expect_value "its pid file names its process" "$process" = "$(director_process d1)"

  step "A second one is started with the same runtime directory, and other pid files"
  second_daemon -p /run/other.pid -r /run/other-vrrp.pid -c /run/other-check.pid
  expect_value "it ends with an error" "$SECOND_STATUS" -ne 0
  expect_now "and says in one line that one is running" one_clear_line
  first_is_unharmed

  step "A second one is started with the same command line"
  second_daemon -p $directory/parent.pid -r $directory/vrrp.pid -c $directory/checkers.pid
  expect_value "it ends with an error" "$SECOND_STATUS" -ne 0
  first_is_unharmed
  expect_value "the pid file is still the first one's" "$(cat $directory/parent.pid)" = "$process"

  step "The first is killed; its runtime directory stays behind"
  crash_director d1
  start_director d1
  expect "a new one starts in it, and becomes master" within 10 became_master_twice
  expect_now "and has the virtual address" has_address d1 $virtual
  stop_director d1
}

became_master_twice() { [ "$(log_count d1 'entering master state')" = 2 ]; }

second_daemon() {
  on d1 timeout 10 "$LAB_BINARY" -f "$(director_configuration d1)" -n -l -D --runtime-dir /run/directors/d1/run "$@" \
    >"$LAB_OUTPUT/second.log" 2>&1 </dev/null
  SECOND_STATUS=$?
  sed 's/^/    /' "$LAB_OUTPUT/second.log"
  # 124: it would have gone on running
  [ $SECOND_STATUS != 124 ] || SECOND_STATUS=0
}

one_clear_line() { [ "$(grep -E -i -c 'already running|in use|another' "$LAB_OUTPUT/second.log")" = 1 ]; }

first_is_unharmed() {
  expect_now "the first one runs on" director_is_running d1
  expect_steady "it keeps the virtual address" for 4 has_address d1 $virtual
  expect_now "and its table" table_is d1 "TCP $virtual:80 rr" "-> $first Route 1" "-> $second Route 1"
  expect_value "nothing was written to the kernel" "$(written_command_count d1)" = 0
}
