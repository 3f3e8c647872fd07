# description: after kill -9 the new daemon adopts the kernel's table without one write; a dead or hung role is restarted alone

virtual=172.17.1.160
first=172.17.1.152:80
second=172.17.1.153:80
foreign=("TCP 172.17.1.200:99 wlc" "-> 172.17.1.152:99 Masq 7")
main_service=("TCP $virtual:80 rr" "-> $first Route 1" "-> $second Route 1")
other_service=("TCP $virtual:81 wrr" "-> 172.17.1.152:81 Route 2")
# What the second director has: it is no partner of the first, so that each can be disturbed while the other is, too.
virtual_of_d2=172.17.1.161
service_of_d2=("TCP $virtual_of_d2:80 rr" "-> $first Route 1" "-> $second Route 1")

# How long a role may take to be back: the supervisor's patience must run out first when it hangs.
restart_bound=40

scenario() {
  build_direct_routing_network
  start_web_server rs1
  start_web_server rs2
  start_web_server rs1 honest 81
  local server
  for server in rs1 rs2; do
    lvsrsdr $server start $virtual
    on $server ip address add $virtual_of_d2/32 dev lo
  done
  quick_director
  add_second_virtual_server
  foreign_service
  first_start
  unchanged_after_a_crash
  changed_after_a_crash
  roles_die
  roles_hang
  stop
}

# Master after a second, and probes each second.
quick_director() {
  configure_director d1 "$LAB/configurations/quick-d1.conf"
  edit_configuration d1 -e 's/advert_int 1/version 3\n    advert_int 0.3/; /authentication {/,/}/ d; s/delay_loop 2/delay_loop 1/'
}

second_director() {
  quick_director
  configure_director d2 "$(director_configuration d1)"
  edit_configuration d2 -e "s/$virtual/$virtual_of_d2/; s/interface eth0/interface ens32/; s/virtual_router_id 51/virtual_router_id 52/"
}

add_second_virtual_server() {
  cat >>"$(director_configuration d1)" <<END
virtual_server $virtual 81 {
    delay_loop 1
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
  expect "the client is served" within 5 answered_by $virtual 4 rs1 rs2
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
  expect_steady "the table does not change" for 3 \
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
  quick_director
  edit_configuration d1 '/real_server 172.17.1.153/,/^    }/ d'
  forget_commands d1
  start_director d1
  expect "the stale entries are gone, the foreign service is not" within 15 \
    table_is d1 "${foreign[@]}" "TCP $virtual:80 rr" "-> $first Route 1"
  expect_value "two commands went to the kernel" "$(written_commands d1 | sort | tr '\n' ' ')" = "DEL_DEST DEL_SERVICE "
  quick_director
  reload_director d1
  expect "a reload brings the real server back" within 15 table_is d1 "${foreign[@]}" "${main_service[@]}"
  expect "the daemon is master" within 12 has_address d1 $virtual
}

# What happens to the roles happens on two directors at once: to the one role on the first, to the other on the second.
roles_die() {
  second_director
  start_director d2
  expect "the second director is at work" within 15 table_is d2 "${service_of_d2[@]}"
  expect "and master" within 10 has_address d2 $virtual_of_d2
  watch_commands d2
  step "The check role of the one and the VRRP role of the other are killed"
  disturb KILL check vrrp
}

roles_hang() {
  step "The check role of the one and the VRRP role of the other hang"
  disturb STOP check vrrp
}

# disturb SIGNAL ROLE OTHER: ROLE's process on d1 and OTHER's on d2 get the signal; they are restarted, and the processes beside them do not
# notice.
disturb() {
  local signal=$1 role=$2 other=$3 process1 process2 beside1 beside2
  process1=$("${role}_process" d1) beside1=$("${other}_process" d1)
  process2=$("${other}_process" d2) beside2=$("${role}_process" d2)
  forget_commands d1
  forget_commands d2
  kill -s "$signal" "$process1" "$process2"
  expect_restart d1 "$role" "$process1" "$beside1"
  expect_restart d2 "$other" "$process2" "$beside2"
  expect "the virtual addresses are there" within 12 have_addresses
  expect_steady "they stay" for 1 have_addresses
  expect_now "the first table is as it was" table_is d1 "${foreign[@]}" "${main_service[@]}"
  expect_now "and the second" table_is d2 "${service_of_d2[@]}"
  expect_value "nothing was written to the first" "$(written_command_count d1)" = 0
  expect_value "nor to the second" "$(written_command_count d2)" = 0
  expect "the client is served" within 5 answered_by $virtual 4 rs1 rs2
  expect_now "the process beside it runs on the first" kill -0 "$beside1"
  expect_now "and on the second" kill -0 "$beside2"
}

have_addresses() { has_address d1 $virtual && has_address d2 $virtual_of_d2; }

# expect_restart NAME ROLE OLD BESIDE
expect_restart() {
  local name=$1 role=$2 old=$3 beside=$4 other=vrrp
  [ "$role" = check ] || other=check
  expect "$name: the $role role is started again" within $restart_bound has_new_process "$name" "$role" "$old"
  expect "$name: the old process is gone" within 5 fails kill -0 "$old"
  expect_value "$name: the $other role's process is the same" "$("${other}_process" "$name")" = "$beside"
}

has_new_process() { # has_new_process NAME ROLE OLD
  local now
  now=$("$2_process" "$1") && [ "$now" != "$3" ] && kill -0 "$now"
} 2>/dev/null

stop() {
  step "The daemons are stopped"
  stop_director d1
  expect_now "what is ours is gone, the foreign service is not" table_is d1 "${foreign[@]}"
  expect_now "the virtual address is gone" lacks_address d1 $virtual
  stop_director d2
}
