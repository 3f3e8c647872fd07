# description: BFD over IPv6 and through a router, with BIRD and keepalived; an instance in FAULT for its session
# needs: bird2 keepalived

virtual=10.20.1.100

scenario() {
  bridge near
  bridge far
  host d1 eth0 10.20.1.11/24 near
  host router eth0 10.20.1.1/24 near
  host router eth1 10.20.2.1/24 far
  host d2 eth0 10.20.1.12/24 near
  host bird eth0 10.20.2.13/24 far
  host strict eth0 10.20.2.14/24 far
  add_paths
  start_bird router 30 'neighbor fd20:1::11;'
  start_bird bird 30 'neighbor 10.20.1.11 local 10.20.2.13 multihop;' 'neighbor fd20:1::11 local fd20:2::13 multihop;'
  start_bird strict 30 'neighbor 10.20.1.11 local 10.20.2.14 multihop;'
  configure_director d1 "$LAB/configurations/bfd-paths-d1.conf"
  configure_director d2 "$LAB/configurations/bfd-paths-d2.conf"
  start_director d2 keepalived
  start_director d1

  comes_up
  is_in_fault
  is_restarted
}

# The addresses of IPv6, and the ways through the router.
add_paths() {
  on d1 ip address add fd20:1::11/64 dev eth0
  on router ip address add fd20:1::1/64 dev eth0
  on router ip address add fd20:2::1/64 dev eth1
  on d2 ip address add fd20:1::12/64 dev eth0
  on bird ip address add fd20:2::13/64 dev eth0
  on router sysctl --quiet --write net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
  on d1 ip route add 10.20.2.0/24 via 10.20.1.1
  on d1 ip route add fd20:2::/64 via fd20:1::1
  local name
  for name in bird strict; do
    on $name ip route add 10.20.1.0/24 via 10.20.2.1
    [ $name = strict ] || on $name ip route add fd20:1::/64 via fd20:2::1
  done
}

is_up() { log_says d1 "\\($1\\) Entering Up state"; }
# Nothing that d1 knows of has gone down behind the first LINES lines of its log.
undisturbed() { has_address d1 $virtual && ! tail -n "+$(($1 + 1))" "$(director_log d1)" | grep -E -q 'Entering Down'; }

comes_up() {
  local name
  step "Sessions come up"
  for name in router beside bird4 bird6; do expect "d1 sees $name" within 15 is_up $name; done
  expect "BIRD next to d1 sees it over IPv6" within 5 bird_says router fd20:1::11 Up
  expect "BIRD behind the router sees it over IPv4" within 5 bird_says bird 10.20.1.11 Up
  expect "and over IPv6" within 5 bird_says bird fd20:1::11 Up
  expect "and keepalived, which sends with another hop limit" within 5 log_says d2 '\(beside\) Entering Up state'
  expect_now "who is further away than max_hops allows isn't seen" fails is_up tooFar
  expect "d1 is master" within 8 has_address d1 $virtual
  expect_now "with the weight of what it sees" log_says d1 'Changing effective priority from 160 to 170'
}

is_in_fault() {
  step "A session of weight 0 goes down"
  kill -s KILL "$(cat /run/bird.router)"
  expect "the instance is in FAULT" within 8 log_says d1 '\(VI_1\) Entering FAULT STATE'
  expect "and has given its address up" within 5 lacks_address d1 $virtual
  start_bird router 30 'neighbor fd20:1::11;'
  expect "until the session is back" within 12 has_address d1 $virtual
}

is_restarted() {
  step "The BFD process of d1 is killed"
  local before
  before=$(wc -l <"$(director_log d1)")
  kill -s KILL "$(cat "$(director_directory d1)/run/bfd.pid")"
  expect "another one goes on with all sessions" within 5 log_says d1 '\(bird6\) Going on in Up state'
  expect_steady "nobody has noticed" for 2 undisturbed "$before"
  expect_now "keepalived neither" fails log_says d2 'Entering Down'
}
