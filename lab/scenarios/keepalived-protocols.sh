# description: lvsd and Debian's keepalived as a pair, in both roles, in every form of the protocol: version 2, PASS, AH, version 3, IPv6, unicast, sync groups
# needs: keepalived
# time limit: 200

virtual="10.9.0.10 10.9.0.11 10.9.0.111 10.9.0.112 10.9.0.12 10.9.0.13 10.9.0.14 10.9.0.15 10.9.0.17 10.9.0.18 10.9.0.19 10.9.0.60
  fe80::9:10 2001:db8:9::10 2001:db8:9::16"

scenario() {
  bridge lan
  host d1 eth0 10.9.0.1/24
  host d2 eth0 10.9.0.2/24
  on d1 ip address add 2001:db8:9::1/64 dev eth0 nodad
  on d2 ip address add 2001:db8:9::2/64 dev eth0 nodad
  echo 0 >/run/protocols-gate-1
  echo 0 >/run/protocols-gate-2
  configure d1 100 1 2
  configure d2 90 2 1
  pair "$LAB_DAEMON" keepalived
  pair keepalived "$LAB_DAEMON"
}

# configure NAME PRIORITY NUMBER OTHER
configure() {
  configure_director "$1" "$LAB/configurations/protocols.conf"
  edit_configuration "$1" -e "s/@PRIORITY@/$2/; s/@OWN@/10.9.0.$3/; s/@PEER@/10.9.0.$4/; s/@NUMBER@/$3/; s/@OTHER@/$4/"
}

# pair MASTER BACKUP: d1 runs MASTER (priority 100), d2 BACKUP (90).
pair() {
  local master=$1 backup=$2
  step "$master is master of each form, $backup hears it"
  start_director d1 "$master"
  start_director d2 "$backup"
  expect "$master has every virtual address" within 12 has_all d1
  expect "$backup has none of them" within 5 has_none d2
  expect_steady "$backup goes on hearing $master" for 3 has_none d2
  group_follows_a_member

  step "$master stops: each virtual router is handed over"
  signal_director d1 TERM
  expect "$backup has every virtual address within the skew time" within 3 has_all d2
  expect "$master has given all up" within 5 has_none d1
  expect "$master has ended" within 10 director_has_ended d1

  step "$master returns and preempts each"
  start_director d1 "$master"
  expect "$master has every virtual address" within 12 has_all d1
  expect "$backup has made way for all" within 5 has_none d2

  # A daemon that is started again begins its sequence numbers anew: whoever was backup must not take that for a replay.
  step "$backup is stopped and started again"
  stop_director d2
  start_director d2 "$backup"
  expect_steady "$backup hears $master in each form" for 4 has_none d2
  stop_director d1
  stop_director d2
}

# Uses the variables of `pair`.
group_follows_a_member() {
  step "A member of $master's sync group can't go on: the other goes with it, and nothing else does"
  echo 1 >/run/protocols-gate-1
  expect "$backup has the addresses of both members" within 6 has d2 10.9.0.17 10.9.0.18
  expect "$master has given both up" within 3 lacks d1 10.9.0.17 10.9.0.18
  expect_now "$master has kept what isn't of the group" has d1 10.9.0.10 10.9.0.14
  echo 0 >/run/protocols-gate-1
  expect "$master takes both back" within 12 has d1 10.9.0.17 10.9.0.18
  expect "$backup has made way for both" within 3 has_none d2
}

# One look for all addresses: a process start takes its time in the lab.
has() {
  local name=$1 address shown
  shift
  shown=$(on "$name" ip -oneline address show)
  for address in "$@"; do
    case $shown in *" $address/"*) ;; *) return 1 ;; esac
  done
}

lacks() {
  local name=$1 address shown
  shift
  shown=$(on "$name" ip -oneline address show)
  for address in "$@"; do
    case $shown in *" $address/"*) return 1 ;; esac
  done
}

# shellcheck disable=SC2086 # a list
has_all() { has "$1" $virtual; }
# shellcheck disable=SC2086
has_none() { lacks "$1" $virtual; }
