# description: after kill -9 the new daemon adopts the kernel's table without one write; a dead or hung role is restarted alone
# time limit: 400

virtual=172.17.1.160
first=172.17.1.152:80
second=172.17.1.153:80
foreign=("TCP 172.17.1.200:99 wlc" "-> 172.17.1.152:99 Masq 7")
main_service=("TCP $virtual:80 rr" "-> $first Route 1" "-> $second Route 1")
other_service=("TCP $virtual:81 wrr" "-> 172.17.1.152:81 Route 2")

# How long a role may take to be back: the supervisor's heartbeat must run out first when it hangs.
restart_bound=40

scenario() {
  build_direct_routing_network
  start_web_server rs1
  start_web_server rs2
  start_web_server rs1 honest 81
  lvsrsdr rs1 start $virtual
  lvsrsdr rs2 start $virtual
  configure_director d1 "$LAB/configurations/quick-d1.conf"
  add_second_virtual_server
  foreign_service
  first_start
  unchanged_after_a_crash
  changed_after_a_crash
  role_dies check vrrp
  role_dies vrrp check
  role_hangs check vrrp
  role_hangs vrrp check
  stop
}

add_second_virtual_server() {
  cat >>"$(director_configuration d1)" <<END
virtual_server $virtual 81 {
    delay_loop 2
    lb_algo wrr
    lb_kind DR
    protocol TCP
    real_server 172.17.1.152 81 {
        weight 2
        TCP_CHECK {
            connect_timeout 1
            retry 1
            delay_before_retry 1
        }
    }
}
END
}

foreign_service() {
  step "Somebody else has a service in the table"
  on d1 ipvsadm -A -t 172.17.1.200:99 -s wlc
  on d1 ipvsadm -a -t 172.17.1.200:99 -r 172.17.1.152:99 -m -w 7
  expect_now "it is there" table_is d1 "${foreign[@]}"
}

first_start() {
  start_director d1
  expect "the daemon adds its own" within 15 table_is d1 "${foreign[@]}" "${main_service[@]}" "${other_service[@]}"
  expect "it becomes master" within 10 has_address d1 $virtual
  expect "the client is served" within 5 answered_by $virtual 6 rs1 rs2
  watch_commands d1
}

unchanged_after_a_crash() {
  local before
  step "The daemon is killed and started again with the same configuration"
  before=$(connections_to d1 $first)
  crash_director d1
  expect_now "the killed daemon's table is still in the kernel" \
    table_is d1 "${foreign[@]}" "${main_service[@]}" "${other_service[@]}"
  start_director d1
  expect "the new one becomes master" within 12 new_daemon_is_master
  # several rounds of probes
  expect_steady "the table does not change" for 6 \
    table_is d1 "${foreign[@]}" "${main_service[@]}" "${other_service[@]}"
  expect_value "not one command changed the table" "$(written_command_count d1)" = 0
  expect_now "and it was read" grep -q '^GET_' "$LAB_OUTPUT/d1.commands"
  expect_value "connections counted before the crash are still counted" "$(connections_to d1 $first)" -ge "$before"
  expect_now "the client is served" answered_by $virtual 4 rs1 rs2
}

new_daemon_is_master() { has_address d1 $virtual && [ "$(log_count d1 'entering master state')" -ge 2 ]; }

changed_after_a_crash() {
  step "It is killed; meanwhile the configuration has lost a virtual server and a real server"
  crash_director d1
  configure_director d1 "$LAB/configurations/quick-d1.conf"
  edit_configuration d1 '/real_server 172.17.1.153/,/^    }/ d'
  forget_commands d1
  start_director d1
  expect "the stale entries are gone, the foreign service is not" within 15 \
    table_is d1 "${foreign[@]}" "TCP $virtual:80 rr" "-> $first Route 1"
  expect_value "two commands went to the kernel" "$(written_commands d1 | sort | tr '\n' ' ')" = "DEL_DEST DEL_SERVICE "
  configure_director d1 "$LAB/configurations/quick-d1.conf"
  reload_director d1
  expect "a reload brings the real server back" within 15 table_is d1 "${foreign[@]}" "${main_service[@]}"
  expect "the daemon is master" within 12 has_address d1 $virtual
}

# role_dies ROLE OTHER: ROLE's process is killed; it is restarted, and OTHER's process does not notice.
role_dies() {
  local role=$1 other=$2 process other_process
  step "The $role role is killed"
  note_processes
  kill -s KILL "$process"
  expect_restart
}

# role_hangs ROLE OTHER: ROLE's process stops answering.
role_hangs() {
  local role=$1 other=$2 process other_process
  step "The $role role hangs"
  note_processes
  kill -s STOP "$process"
  expect_restart
}

note_processes() {
  forget_commands d1
  process=$("${role}_process" d1)
  other_process=$("${other}_process" d1)
}

expect_restart() {
  expect "the $role role is started again" within $restart_bound has_new_process "$role" "$process"
  expect "the old process is gone" within 5 fails kill -0 "$process"
  expect_value "the $other role's process is the same" "$("${other}_process" d1)" = "$other_process"
  expect_now "and runs" kill -0 "$other_process"
  expect "the virtual address is there" within 12 has_address d1 $virtual
  expect_steady "the virtual address stays" for 3 has_address d1 $virtual
  expect_now "the table is as it was" table_is d1 "${foreign[@]}" "${main_service[@]}"
  expect_value "nothing was written to it" "$(written_command_count d1)" = 0
  expect "the client is served" within 5 answered_by $virtual 4 rs1 rs2
}

has_new_process() { # has_new_process ROLE OLD
  local now
  now=$("$1_process" d1) && [ "$now" != "$2" ] && kill -0 "$now"
} 2>/dev/null

stop() {
  step "The daemon is stopped"
  stop_director d1
  expect_now "what is ours is gone, the foreign service is not" table_is d1 "${foreign[@]}"
  expect_now "the virtual address is gone" lacks_address d1 $virtual
}
