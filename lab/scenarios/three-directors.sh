# description: HAProxy with three directors: FAULT by a script, split brain and its healing, and nopreempt
# time limit: 400

virtual=172.16.122.100

scenario() {
  bridge lan
  host client eth0 172.16.122.10/24
  local name number=101
  for name in d1 d2 d3; do
    host $name ens33 172.16.122.$number/24
    number=$((number + 1))
    configure_director $name "$LAB/configurations/haproxy-$name.conf"
    touch /run/haproxy.$name
  done
  write_script
  start
  haproxy_dies
  split_brain
  without_preemption
}

write_script() {
  cat >/run/chk_haproxy.sh <<'SCRIPT'
#!/bin/sh
[ -e "/run/haproxy.$1" ]
SCRIPT
  chmod 755 /run/chk_haproxy.sh
}

# only_at NAME: this director has the address, and no other.
only_at() {
  local name
  for name in d1 d2 d3; do
    if [ $name = "$1" ]; then has_address $name $virtual || return 1; else lacks_address $name $virtual || return 1; fi
  done
}

start() {
  step "All three start"
  local name
  for name in d3 d2 d1; do start_director $name; done
  expect "d1 has the virtual address, the others have not" within 15 only_at d1
  expect_now "the password of 16 characters is mentioned" log_says d1 'first 8 count'
  expect_steady "d1 keeps it" for 4 only_at d1
}

haproxy_dies() {
  step "HAProxy dies on d1: FAULT, and the best of the others takes over"
  rm /run/haproxy.d1
  expect "d1 is in FAULT" within 6 log_says d1 '\(haproxy\) Entering FAULT STATE'
  expect_now "it said priority 0" log_says d1 '\(haproxy\) sent 0 priority'
  expect "d2 takes over" within 3 only_at d2
  step "HAProxy dies on d2 too"
  rm /run/haproxy.d2
  expect "d3 takes over" within 8 only_at d3
  step "On all three"
  rm /run/haproxy.d3
  expect "nobody has the address" within 8 nobody_has
  touch /run/haproxy.d3
  expect "HAProxy runs again on d3, which takes over" within 10 only_at d3
  touch /run/haproxy.d1 /run/haproxy.d2
  expect "on all: d1 preempts" within 12 only_at d1
}

nobody_has() { lacks_address d1 $virtual && lacks_address d2 $virtual && lacks_address d3 $virtual; }

split_brain() {
  step "d1 is cut off from the others: two masters"
  cut d1
  expect "d2 takes over, d1 can't know" within 8 both_have
  expect_now "d3 stays backup" lacks_address d3 $virtual
  step "The cable is mended: it heals by itself"
  mend d1
  expect "d1 stays master, d2 gives up" within 5 only_at d1
  expect_steady "for good" for 4 only_at d1
  expect_now "d1 logs the other's address and priority" log_says d1 'Received advert from 172.16.122.102 with lower priority 100, ours 101, forcing new election'
  expect_now "d2 logs the other's address and priority" log_says d2 'Master received advert from 172.16.122.101 with higher priority 101, ours 100'
  expect "the client reaches the address" within 4 succeeds on client ping -c 1 -W 2 $virtual
}

both_have() { has_address d1 $virtual && has_address d2 $virtual; }

without_preemption() {
  step "The form without preemption"
  local name
  for name in d1 d2 d3; do
    edit_configuration $name 's/state BACKUP/state BACKUP\n    nopreempt/'
    reload_director $name
  done
  expect "all have followed the reload" within 10 all_reloaded
  expect_steady "d1 stays master" for 3 only_at d1
  rm /run/haproxy.d1
  # The skew times of d2 and d3 differ by 4 ms: on a processor that they share either may be first, and nobody preempts it.
  expect "HAProxy dies on d1: another one takes over" within 10 only_at_another
  local taker=d2
  only_at d2 || taker=d3
  touch /run/haproxy.d1
  expect_steady "HAProxy runs again on d1: $taker stays master" for 10 only_at $taker
}

only_at_another() { only_at d2 || only_at d3; }

all_reloaded() { log_says d1 'Reload finished' && log_says d2 'Reload finished' && log_says d3 'Reload finished'; }
