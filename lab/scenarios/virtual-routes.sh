# description: virtual and static routes and rules, tunnels, VRFs, unicast without an interface, promote_secondaries, a crash
# time limit: 200

scenario() {
  modprobe -a vrf ip_gre mpls_router mpls_iptunnel
  bridge lan
  bridge other
  bridge blue
  configure d1 1
  configure d2 2
  edit_configuration d2 -e 's/priority 100/priority 90/; s/ 10.7.0.1/ 10.7.0.2/; s/src_ip 10.6.0.1/src_ip 10.6.0.2/; s/^ *10.6.0.2$/10.6.0.1/'
  cat >/run/lifecycle.sh <<'SCRIPT'
#!/bin/sh
echo "$1" >>"/run/lifecycle.$(ip netns identify)"
SCRIPT
  chmod 755 /run/lifecycle.sh
  takes_over
  puts_back
  hands_over
  loses_its_source
  promotes
  crashes
}

# configure NAME NUMBER
configure() {
  host "$1" eth0 "10.9.0.$2/24"
  host "$1" eth1 "10.9.1.$2/24" other
  on "$1" ip link add blue type vrf table 10
  on "$1" ip link set blue up
  host "$1" eth2 "10.6.0.$2/24" blue
  on "$1" ip link set eth2 master blue
  on "$1" ip link add gre1 type gre external
  on "$1" ip link set gre1 up
  configure_director "$1" "$LAB/configurations/virtual-routes.conf"
}

# has_route NAME WORDS...: some route is listed with these words at its beginning.
has_route() { on "$1" ip route show table all | tr -s ' ' | grep -qF -- "$2"; }
lacks_route() { ! has_route "$@"; }
has_rule() { on "$1" ip rule show | grep -q "^$2:"; }
lacks_rule() { ! has_rule "$@"; }

# What each command shows is asked for once: a process takes its time to start here.
shown() { on "$1" sh -c 'ip -oneline address show; ip rule show; ip route show table all' | tr -s ' \t' ' '; }

of_master=(" 10.5.0.52/" " 10.6.0.52/" "6200: from" "10.62.0.0/16 via 10.9.0.9 dev eth0 proto keepalived metric 7"
  "10.63.0.0/16 encap ip id 42 src 0.0.0.0 dst 10.9.0.9 ttl 9" "10.64.0.0/16 encap mpls 100/200 via 10.9.0.9"
  "10.65.0.0/16 via 10.6.0.9 dev eth2 table 10" "blackhole 10.66.0.0/16" "default via 10.9.0.9 dev eth0 table 62")

has_all() {
  local all line
  all=$(shown "$1")
  for line in "${of_master[@]}"; do
    case $all in *"$line"*) ;; *) return 1 ;; esac
  done
}
has_none() {
  local all line
  all=$(shown "$1")
  for line in "${of_master[@]}"; do
    case $all in *"$line"*) return 1 ;; esac
  done
}
has_static() { has_address "$1" "10.7.0.$2" && has_route "$1" "10.61.0.0/16 via 10.7.0.9 dev eth1" && has_rule "$1" 6100; }
lacks_static() { lacks_address "$1" "10.7.0.$2" && lacks_route "$1" 10.61. && lacks_rule "$1" 6100; }

takes_over() {
  step "Both start"
  start_director d1
  start_director d2
  expect "the startup script has run" within 10 grep -qsx startup /run/lifecycle.d1
  expect "d1 has its addresses, routes and rules" within 15 has_all d1
  expect "d2 has none of them" within 10 has_none d2
  expect_steady "neither by the interface nor by the VRF" for 2 has_none d2
  expect_now "both have what is static" has_static d1 1
  expect_now "whoever is master" has_static d2 2
}

puts_back() {
  step "Somebody removes them"
  on d1 ip route del 10.62.0.0/16
  on d1 ip rule del preference 6200
  on d1 ip route del 10.61.0.0/16
  on d1 ip address del 10.6.0.52/24 dev eth2
  expect "d1 puts all back" within 10 has_all d1
  expect "what is static, too" within 5 has_static d1 1
  on d1 ip link set eth1 down
  on d1 ip link set eth1 up
  expect "a link that was down takes the static route away; it comes back" within 5 has_static d1 1
}

hands_over() {
  step "d1 stops, and starts again"
  stop_director d1
  expect "d2 has all" within 10 has_all d2
  expect_now "d1 has left nothing" has_none d1
  expect_now "nothing static either" lacks_static d1 1
  expect_now "the shutdown script has run, once" grep -qx 'startup shutdown ' <(tr '\n' ' ' </run/lifecycle.d1; echo)
  start_director d1
  expect "d1 preempts" within 15 has_all d1
  expect "d2 gives all up" within 10 has_none d2
}

loses_its_source() {
  step "The source address of the unicast instance goes (track_src_ip)"
  on d1 ip address del 10.6.0.1/24 dev eth2
  expect "d1 is in FAULT" within 5 log_says d1 '\(UNBOUND\) Entering FAULT STATE'
  expect "d2 takes over that address" within 6 has_address d2 10.6.0.52
  expect_now "and no other" lacks_address d2 10.5.0.51
  on d1 ip address add 10.6.0.1/24 dev eth2
  expect "it comes back: d1 preempts" within 10 holds_alone d1 d2 10.6.0.52
}

promotes() {
  step "A reload takes the first of two addresses away (promote_secondaries)"
  ip netns exec d1 ip monitor address >"$LAB_OUTPUT/addresses" 2>&1 &
  local monitor=$!
  sleep 1
  edit_configuration d1 -e '/10.5.0.51\/24/d'
  reload_director d1
  expect "it is gone" within 5 lacks_address d1 10.5.0.51
  expect_now "the other one is there" has_address d1 10.5.0.52
  kill $monitor
  expect_now "and has been there all the time" fails grep -q 'Deleted.*10.5.0.52' "$LAB_OUTPUT/addresses"
}

crashes() {
  step "d1 crashes, and starts with a configuration that has none of it"
  crash_director d1
  expect_now "its routes are still there" has_route d1 10.63.
  on d1 ip route add 10.67.0.0/16 via 10.9.0.9
  cat >"$(director_configuration d1)" <<'CONFIGURATION'
virtual_server 10.9.0.77 80 {
    lb_algo rr
    lb_kind NAT
    protocol TCP
    real_server 10.9.0.78 80 {
    }
}
CONFIGURATION
  start_director d1
  expect "nothing of it is left" within 20 has_none d1
  expect "nothing static either" within 5 lacks_static d1 1
  expect_now "the second address is gone" lacks_address d1 10.5.0.52
  expect_now "somebody else's route is there" has_route d1 "10.67.0.0/16 via 10.9.0.9"
  stop_director d1
  stop_director d2
}
