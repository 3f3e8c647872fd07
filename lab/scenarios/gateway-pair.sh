# description: an API gateway pair: unicast among others' multicast, a script with arguments, notify scripts in order, mail
# needs: keepalived tcpdump
# time limit: 400

virtual=192.168.0.105

scenario() {
  bridge lan
  host client eth0 192.168.0.10/24
  host d1 em1 192.168.0.101/24
  host d2 em1 192.168.0.102/24
  host intruder eth0 192.168.0.66/24
  write_scripts
  configure_director d1 "$LAB/configurations/gateway-d1.conf"
  configure_director d2 "$LAB/configurations/gateway-d2.conf"
  touch /run/nginx.d1 /run/nginx.d2
  start_mail_server d1 honest
  start
  what_goes_over_the_wire
  others_do_not_disturb
  nginx_dies
  a_slow_script_delays_nothing
  the_other_end_is_keepalived
  interface_fails
  mail_server_fails
}

start_mail_server() {
  ip netns exec "$1" "$LAB_TOOLS/mail-server" 127.0.0.1 25 "$2" >>"$LAB_OUTPUT/mail.$1" 2>&1 &
  echo $! >"/run/mail-server.$1"
  disown
}

stop_mail_server() {
  kill "$(cat "/run/mail-server.$1")"
  await_end "$(cat "/run/mail-server.$1")"
}

# has_mail NAME STATE [COUNT]: at least COUNT mails say that the instance enters STATE.
has_mail() { [ "$(grep -cE "^Subject: \[proxy10.\] VRRP Instance YN_API_GATEWAY - Entering $2 state" "$LAB_OUTPUT/mail.$1")" -ge "${3:-1}" ]; }

mail_server_fails() {
  step "The mail server says nothing: nothing else minds, and the mail goes later"
  stop_mail_server d1
  : >"$LAB_OUTPUT/mail.d1"
  start_mail_server d1 silent
  rm /run/nginx.d1
  expect "d2 takes over as ever" within 12 holds_alone d2 d1 $virtual
  touch /run/nginx.d1
  expect "d1 preempts as ever" within 12 holds_alone d1 d2 $virtual
  expect "d1 gives the silent server up for now" within 20 log_says d1 "the mail server doesn't answer; the next attempt is in 5 seconds"
  stop_mail_server d1
  start_mail_server d1 honest
  expect "the mails about BACKUP and MASTER have come, in order" within 60 mails_in_order
}

mails_in_order() { has_mail d1 BACKUP && has_mail d1 MASTER && [ "$(grep -oE 'Entering [A-Z]+ state' "$LAB_OUTPUT/mail.d1" | tr '\n' ' ')" = "Entering BACKUP state Entering MASTER state " ]; }

write_scripts() {
  cat >/run/check_nginx.sh <<'SCRIPT'
#!/bin/sh
[ -e "/run/nginx.$1" ]
SCRIPT
  # The first argument is for this file only: which director it is.
  cat >/run/notify.sh <<'SCRIPT'
#!/bin/sh
host=$1
shift
[ -e "/run/slow.$host" ] && sleep 2
echo "$*" >>"/run/notes.$host"
SCRIPT
  chmod 755 /run/check_nginx.sh /run/notify.sh
}

# notes_end NAME LINE...: the last lines that the director's scripts have written.
notes_end() {
  local name=$1
  shift
  [ "$(tail -n $# "/run/notes.$name" 2>/dev/null)" = "$(printf '%s\n' "$@")" ]
}

start() {
  step "Both start"
  start_director d2
  start_director d1
  expect "d1 has the virtual address" within 15 holds_alone d1 d2 $virtual
  # Whether nginx's weight already counts at the very first transition depends on how long its script takes.
  expect "its scripts were told, in order, with keepalived's arguments" within 10 began_and_became_master
  expect "d2's scripts know of BACKUP" within 10 grep -qE '^notify INSTANCE YN_API_GATEWAY BACKUP (199|201)$' /run/notes.d2
  expect "a mail about MASTER went out" within 5 has_mail d1 MASTER
  expect_now "to the operators" grep -qx 'RCPT TO:<ops@example.com>' "$LAB_OUTPUT/mail.d1"
  expect_now "the log says so" log_says d1 'SMTP alert successfully sent'
  expect "the second series of gratuitous ARP follows after 5 s" within 10 gratuitous_arps_twice
}

began_and_became_master() {
  [ "$(sed 's/BACKUP 20[02]/BACKUP/' /run/notes.d1)" = "$(printf '%s\n' notify_backup "notify INSTANCE YN_API_GATEWAY BACKUP" \
    notify_master "notify INSTANCE YN_API_GATEWAY MASTER 202")" ]
}

gratuitous_arps_twice() { [ "$(log_count d1 'Sending/queueing gratuitous ARPs on em1 for 192.168.0.105')" -ge 2 ]; }

what_goes_over_the_wire() {
  step "What goes over the wire"
  on d2 timeout 6 tcpdump -n -i em1 -v -c 4 'ip proto 112' >"$LAB_OUTPUT/capture" 2>&1
  show_file "$LAB_OUTPUT/capture"
  expect_now "advertisements of priority 202 go from .101 to .102" \
    grep -qE '192.168.0.101 > 192.168.0.102: .*VRRPv2, Advertisement, vrid 101, prio 202, authtype simple, intvl 1s, length 20' "$LAB_OUTPUT/capture"
  expect_now "and nothing goes to the group" fails grep -q 224.0.0.18 "$LAB_OUTPUT/capture"
}

show_file() { sed 's/^/         /' "$1"; }

others_do_not_disturb() {
  step "Others on the network send multicast advertisements with the same VRID and a higher priority"
  on intruder "$LAB_TOOLS/forge-advert" eth0 192.168.0.66 vrid=101 priority=254 password=testpass address=$virtual count=20 pause=200 &
  expect_steady "d1 stays master" for 5 holds_alone d1 d2 $virtual
  wait $!
  expect_now "and nothing is said of them" fails log_says d1 '192.168.0.66'
}

nginx_dies() {
  step "nginx dies on d1"
  rm /run/nginx.d1
  expect "d1 loses the 2 that nginx gave" within 8 log_says d1 '\(YN_API_GATEWAY\) Changing effective priority from 202 to 200'
  expect "d2 takes over with 201" within 8 holds_alone d2 d1 $virtual
  expect "d2's scripts are told" within 8 notes_end d2 notify_master "notify INSTANCE YN_API_GATEWAY MASTER 201"
  expect "d1's scripts are told" within 8 notes_end d1 notify_backup "notify INSTANCE YN_API_GATEWAY BACKUP 200"
  touch /run/nginx.d1
  expect "nginx runs again: d1 preempts" within 10 holds_alone d1 d2 $virtual
  expect "d1's scripts are told" within 8 notes_end d1 notify_master "notify INSTANCE YN_API_GATEWAY MASTER 202"
}

a_slow_script_delays_nothing() {
  step "A slow notify script delays its successors, and nothing else"
  touch /run/slow.d2
  : >/run/notes.d2
  signal_director d1 TERM
  expect "d2 takes over within the skew time" within 2 has_address d2 $virtual
  expect "d1 has ended" within 5 director_has_ended d1
  expect_now "its scripts were told of STOP" notes_end d1 notify_stop "notify INSTANCE YN_API_GATEWAY STOP 202"
  start_director d1
  expect "d1 preempts while d2's script still runs" within 12 holds_alone d1 d2 $virtual
  expect "d2's scripts are told of everything, in order" within 20 notes_are d2 notify_master "notify INSTANCE YN_API_GATEWAY MASTER 201" \
    notify_backup "notify INSTANCE YN_API_GATEWAY BACKUP 201"
  rm /run/slow.d2
}

notes_are() {
  local name=$1
  shift
  [ "$(cat "/run/notes.$name")" = "$(printf '%s\n' "$@")" ]
}

the_other_end_is_keepalived() {
  step "The other end is keepalived"
  stop_director d2
  start_director d2 keepalived
  expect_steady "d1 stays master" for 6 holds_alone d1 d2 $virtual
  rm /run/nginx.d1
  expect "nginx dies on d1: keepalived takes over" within 12 holds_alone d2 d1 $virtual
  touch /run/nginx.d1
  expect "nginx runs again: d1 preempts" within 12 holds_alone d1 d2 $virtual
}

interface_fails() {
  step "d1's interface goes down: FAULT"
  on d1 ip link set em1 down
  expect "d1 is in FAULT and gives the address up" within 5 log_says d1 '\(YN_API_GATEWAY\) Entering FAULT STATE'
  expect "its scripts are told" within 5 notes_end d1 notify_fault "notify INSTANCE YN_API_GATEWAY FAULT 202"
  expect "d2 takes over" within 8 has_address d2 $virtual
  on d1 ip link set em1 up
  expect "d1 comes back and preempts" within 12 holds_alone d1 d2 $virtual
}
