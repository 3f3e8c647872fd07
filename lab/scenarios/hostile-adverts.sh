# description: forged advertisements are ignored and logged once by master and backup

virtual=172.17.1.160
intruder=172.17.1.66

scenario() {
  build_direct_routing_network
  host intruder eth0 $intruder/20
  # No checks: what they log would be counted here.
  quick d1
  quick d2
  start_director d1
  start_director d2
  expect "d1 is master" within 10 holds_alone d1 d2 $virtual
  expect "d2 listens to it" within 5 log_says d2 'entering backup state'
  note_transitions

  step "Forged advertisements with the highest priority, five of each kind"
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
  nothing_has_changed "d1 was master all along"
  a_forged_farewell
  takeover_under_fire
  a_correct_one_is_heeded
}

quick() {
  configure_director "$1" "$LAB/configurations/quick-$1.conf"
  edit_configuration "$1" '/^virtual_server/,$ d'
}

forge() { on intruder "$LAB_TOOLS/forge-advert" eth0 $intruder "$@"; }

# Whoever heeds one of them says so: a master that makes way, a backup that hears of a farewell and takes over.
transitions() { log_count "$1" 'entering (master|backup|fault) state'; }

note_transitions() {
  transitions_of_d1=$(transitions d1)
  transitions_of_d2=$(transitions d2)
}

nothing_has_changed() {
  expect_now "$1" holds_alone d1 d2 $virtual
  expect_value "d1 has logged no transition" "$(transitions d1)" = "$transitions_of_d1"
  expect_value "and d2 none" "$(transitions d2)" = "$transitions_of_d2"
}

# Without a process for each look: there are many.
read_log() { mapfile -t log_lines <"$LAB_OUTPUT/$1.log"; }

# is_ignored: the first of its kind must be logged. is_ignored_again: of a kind that was logged already, or need not be.
is_ignored() { is_ignored_with_lines 1 "$@"; }
is_ignored_again() { is_ignored_with_lines 0 "$@"; }

is_ignored_with_lines() {
  local least=$1 description=$2 name count
  local -A before
  shift 2
  for name in d1 d2; do
    read_log $name
    before[$name]=${#log_lines[@]}
  done
  forge priority=254 count=5 pause=30 "$@"
  for name in d1 d2; do
    [ "$least" = 0 ] || expect "$description: $name says so" within 5 has_new_lines $name "${before[$name]}"
    read_log $name
    count=$((${#log_lines[@]} - ${before[$name]}))
    # Two: a complaint may take two lines.
    if [ "$count" -le 2 ]; then
      passed "$description: $name wrote $count lines about five packets"
    else
      failed "$description: $name wrote $count lines about five packets"
      printf '         %s\n' "${log_lines[@]:${before[$name]}}"
    fi
  done
}

has_new_lines() {
  read_log "$1"
  [ ${#log_lines[@]} -gt "$2" ]
}

a_forged_farewell() {
  step "A forged farewell in the master's name, with a wrong password"
  on intruder ip address add 172.17.1.150/32 dev lo
  note_transitions
  on intruder "$LAB_TOOLS/forge-advert" eth0 172.17.1.150 priority=0 password=guess count=3 pause=30
  # Longer than the skew time of d2.
  sleep 1
  nothing_has_changed "d2 does not take over"
  on intruder ip address del 172.17.1.150/32 dev lo
}

takeover_under_fire() {
  step "The master dies while forged advertisements with the highest priority keep coming"
  ip netns exec intruder "$LAB_TOOLS/forge-advert" eth0 $intruder priority=255 password=guess count=200 pause=50 &
  local forger=$!
  power_off d1
  expect "d2 takes over in time" within 5 has_address d2 $virtual
  expect_steady "and stays master" for 1 has_address d2 $virtual
  kill $forger
  wait $forger 2>/dev/null
  power_on d1
  start_director d1
  expect "d1 preempts" within 12 holds_alone d1 d2 $virtual
}

a_correct_one_is_heeded() {
  step "A correct advertisement with a higher priority (so the forger's packets do arrive)"
  ip netns exec intruder "$LAB_TOOLS/forge-advert" eth0 $intruder priority=200 count=4 pause=250 &
  expect "d1 yields" within 4 lacks_address d1 $virtual
  wait $!
  expect "and is master again when they end" within 10 holds_alone d1 d2 $virtual
  stop_director d1
  stop_director d2
}
