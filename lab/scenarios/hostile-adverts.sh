# description: forged advertisements are ignored and logged once by master and backup

virtual=172.17.1.160
intruder=172.17.1.66

scenario() {
  build_direct_routing_network
  host intruder eth0 $intruder/20
  configure_director d1 "$LAB/configurations/quick-d1.conf"
  configure_director d2 "$LAB/configurations/quick-d2.conf"
  start_director d1
  start_director d2
  expect "d1 is master" within 10 holds_alone d1 d2 $virtual
  # Past the second round of gratuitous ARP and the first failed checks, so that the logs are quiet.
  sleep 10

  is_ignored "a wrong password" password=guess
  is_ignored "no authentication" authentication=0
  is_ignored "version 3" version=3
  is_ignored_again "version 7" version=7
  is_ignored "a wrong checksum" checksum=wrong
  is_ignored "TTL 254" ttl=254
  is_ignored "an interval of 5 s" interval=5
  is_ignored "type 2" type=2
  # It names no VRID, so it is addressed to no instance.
  is_ignored_again "an empty packet" length=0
  is_ignored "a packet of 7 bytes" length=7
  is_ignored_again "a packet of 16 bytes" length=16
  is_ignored_again "more addresses than the packet holds" addresses=200
  is_ignored_again "another VRID" vrid=52
  a_forged_farewell
  takeover_under_fire
  a_correct_one_is_heeded
}

forge() { on intruder "$LAB_TOOLS/forge-advert" eth0 $intruder "$@"; }

# send_forged DESCRIPTION NAME=VALUE...: five of them with the highest priority; d1 must remain master.
send_forged() {
  local description=$1
  shift
  lines_before_d1=$(wc -l <"$(director_log d1)")
  lines_before_d2=$(wc -l <"$(director_log d2)")
  forge priority=254 count=5 pause=150 "$@"
  expect_steady "$description: d1 stays master" for 1 holds_alone d1 d2 $virtual
}

new_lines() { # new_lines NAME BEFORE
  local log
  log=$(director_log "$1")
  tail -n +$(($2 + 1)) "$log"
}

# is_ignored: the first of its kind must be logged. is_ignored_again: of a kind that was logged already, or need not be.
is_ignored() { is_ignored_with_lines 1 "$@"; }
is_ignored_again() { is_ignored_with_lines 0 "$@"; }

is_ignored_with_lines() {
  local least=$1 description=$2 name before count
  shift
  send_forged "$@"
  for name in d1 d2; do
    before=lines_before_$name
    count=$(new_lines $name "${!before}" | wc -l)
    # Two: a complaint may take two lines.
    if [ "$count" -ge "$least" ] && [ "$count" -le 2 ]; then
      passed "$description: $name wrote $count lines about five packets"
    else
      failed "$description: $name wrote $count lines about five packets"
      new_lines $name "${!before}" | sed 's/^/         /'
    fi
  done
}

a_forged_farewell() {
  step "A forged farewell in the master's name, with a wrong password"
  on intruder ip address add 172.17.1.150/32 dev lo
  on intruder "$LAB_TOOLS/forge-advert" eth0 172.17.1.150 priority=0 password=guess count=3
  expect_steady "d2 does not take over" for 3 holds_alone d1 d2 $virtual
  on intruder ip address del 172.17.1.150/32 dev lo
}

takeover_under_fire() {
  step "The master dies while forged advertisements with the highest priority keep coming"
  ip netns exec intruder "$LAB_TOOLS/forge-advert" eth0 $intruder priority=255 password=guess count=100 pause=100 &
  local forger=$!
  sleep 1
  power_off d1
  expect "d2 takes over in time" within 5 has_address d2 $virtual
  expect_steady "and stays master" for 2 has_address d2 $virtual
  kill $forger
  wait $forger 2>/dev/null
  power_on d1
  start_director d1
  expect "d1 preempts" within 12 holds_alone d1 d2 $virtual
}

a_correct_one_is_heeded() {
  step "A correct advertisement with a higher priority (so the forger's packets do arrive)"
  ip netns exec intruder "$LAB_TOOLS/forge-advert" eth0 $intruder priority=200 count=12 pause=250 &
  expect "d1 yields" within 4 lacks_address d1 $virtual
  wait $!
  expect "and is master again when they end" within 10 holds_alone d1 d2 $virtual
  stop_director d1
  stop_director d2
}
