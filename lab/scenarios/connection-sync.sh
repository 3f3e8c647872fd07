# description: lvs_sync_daemon follows the VRRP instance: the master's connections are known to the backup, and survive its death; lvs_timeouts

virtual=172.17.1.160

scenario() {
  build_quick_pair $virtual
  edit_configuration d1 's|router_id director1|&\n    lvs_sync_daemon eth0 VI_1 id 7\n    lvs_timeouts tcp 3600 tcpfin 40 udp 70|'
  edit_configuration d2 's|router_id director2|&\n    lvs_sync_daemon ens32 inst VI_1 id 7|'
  start_both_directors
  daemons
  connections
  takeover
  timeouts_go_back
}

# daemon NAME: the roles of the kernel's threads, such as "master sync daemon (mcast=eth0, syncid=7, ...)".
daemon() { on "$1" ipvsadm --list --daemon | grep -o -E '^(master|backup).*syncid=[0-9]+' | sed 's/ sync daemon (mcast=/ /; s/, syncid=/ /' | xargs; }
daemon_is() { [ "$(daemon "$1")" = "$2" ]; }

daemons() {
  step "The master tells, the backup hears"
  expect "d1 is master" within 10 holds_alone d1 d2 $virtual
  expect "d1 tells of connections" within 5 daemon_is d1 "master eth0 7"
  expect "d2 hears" within 5 daemon_is d2 "backup ens32 7"
  expect_value "timeouts of connections" "$(on d1 ipvsadm --list --timeout | grep -o '[0-9].*')" = "3600 40 70"
}

connections() {
  step "A client's connection"
  # It is told of at its third packet (sync_threshold 3 50), which is the first half of the request.
  ip netns exec client bash -c "exec 3<>/dev/tcp/$virtual/80; printf 'GET / HTTP/1.0\r\n' >&3; touch /run/held
    while [ ! -e /run/go ]; do sleep 0.1; done; printf '\r\n' >&3; cat <&3 >/run/answer" >/dev/null 2>&1 &
  disown
  expect "it is open" within 5 test -e /run/held
  expect "d2 knows it" within 15 knows_connection
}
knows_connection() { on d2 ipvsadm --list --connection -n | grep -q "ESTABLISHED.*$virtual:80"; }

takeover() {
  step "d1 dies with the connection open"
  power_off d1
  expect "d2 is master" within 10 has_address d2 $virtual
  expect "and tells now" within 5 daemon_is d2 "master ens32 7"
  touch /run/go
  expect "the connection goes on over d2" within 10 grep -q '^rs' /run/answer
  stop_director d2
  expect "no thread is left" within 5 daemon_is d2 ""
}

timeouts() { on d1 ipvsadm --list --timeout | grep -o '[0-9].*'; }
timeouts_are() { [ "$(timeouts)" = "$1" ]; }

timeouts_go_back() {
  step "d1's timeouts, over a crash and to the end"
  expect_now "they are still those of the daemon that died" timeouts_are "3600 40 70"
  power_on d1
  start_director d1
  expect "d1 is back" within 15 has_address d1 $virtual
  edit_configuration d1 's|lvs_timeouts .*|lvs_timeouts udp 71|'
  reload_director d1
  expect "what the configuration names no more is what it was before the first daemon" within 5 timeouts_are "900 120 71"
  stop_director d1
  expect_now "at the end all are" timeouts_are "900 120 300"
}
