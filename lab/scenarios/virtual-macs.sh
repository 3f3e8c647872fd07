# description: use_vmac with traffic: whose hardware addresses go over the wire, what neighbours learn, gratuitous ARPs counted, a crash
# needs: keepalived tcpdump
# time limit: 200

scenario() {
  modprobe macvlan
  bridge lan
  bridge other
  host client eth0 10.9.0.10/24
  host d1 eth0 10.9.0.1/24
  host d2 eth0 10.9.0.2/24
  host d1 eth1 10.8.0.1/24 other
  host d2 eth1 10.8.0.2/24 other
  on client ip address add 2001:db8:9::10/64 dev eth0 nodad
  configure d1 100
  configure d2 90
  takes_over
  hands_over
  addresses_come_back
  crashes
}

configure() {
  configure_director "$1" "$LAB/configurations/virtual-macs.conf"
  edit_configuration "$1" -e "s/@PRIORITY@/$2/"
}

has_all() { has_address "$1" 10.9.0.51 && has_address "$1" 2001:db8:9::52 && has_address "$1" 10.8.0.53; }
has_none() { lacks_address "$1" 10.9.0.51 && lacks_address "$1" 2001:db8:9::52 && lacks_address "$1" 10.8.0.53; }

takes_over() {
  step "d1 takes over"
  ip netns exec client tcpdump -U -e -n -v -i eth0 'arp or ip6 proto 112 or ip proto 112 or (icmp6 and ip6[40] = 136)' >"$LAB_OUTPUT/wire" 2>&1 &
  local capture=$!
  expect "the wire is being watched" within 10 wire_shows 'listening on'
  start_director d1
  expect "d1 has every virtual address" within 15 has_all d1
  expect_now "that of IPv4 is on the interface that was made for it" grep -q vrrp.51 <(on d1 ip -oneline address show to 10.9.0.51)
  expect_now "that beside the advertisements too" grep -q vrrp.53 <(on d1 ip -oneline address show to 10.8.0.53)
  expect_now "one without use_vmac is not" grep -q eth1 <(on d1 ip -oneline address show to 10.8.0.54)
  expect "advertisements of IPv4 come from the virtual hardware address" within 5 \
    wire_shows '00:00:5e:00:01:33 > 01:00:5e:00:00:12,'
  expect "those of IPv6 too" within 5 wire_shows '00:00:5e:00:02:34 > 33:33:00:00:00:12,'
  # Three at once and three after a second.
  expect "as many gratuitous ARPs are sent as the configuration says" within 8 announcements 'Request who-has 10.9.0.51 ' 6
  expect "and unsolicited neighbour advertisements" within 8 announcements 'tgt is 2001:db8:9::52,' 6
  sleep 1.5
  expect_now "and no more of the one" announcements 'Request who-has 10.9.0.51 ' 6
  expect_now "or the other" announcements 'tgt is 2001:db8:9::52,' 6
  kill $capture
  await_end $capture
}

wire_shows() { grep -qs "$1" "$LAB_OUTPUT/wire"; }
announcements() { [ "$(grep -c "$1" "$LAB_OUTPUT/wire")" -eq "$2" ]; }

# learned ADDRESS HARDWARE: what the client has found out about its neighbour.
learned() { on client ip neighbour show "$1" | grep -q "lladdr $2 "; }
reaches() { on client ping -q -c 1 -W 1 "$1" >/dev/null; }

hands_over() {
  step "d2, Debian's keepalived, takes over from d1, and gives back"
  start_director d2 keepalived
  expect "the client reaches the address" within 5 reaches 10.9.0.51
  # The director asks for the client, too: it must not do so in the name of the virtual address and with its own hardware address.
  expect_now "by the virtual hardware address" learned 10.9.0.51 00:00:5e:00:01:33
  expect "that of IPv6 too" within 5 reaches 2001:db8:9::52
  expect_now "by its own" learned 2001:db8:9::52 00:00:5e:00:02:34
  expect "keepalived hears d1 as backup" within 10 log_says d2 '\(V6\) Entering BACKUP STATE'
  expect_steady "in both families" for 2 has_none d2
  stop_director d1
  expect "d2 has every virtual address" within 5 has_all d2
  expect "the client reaches it" within 5 reaches 10.9.0.51
  expect_now "d1 has removed its interfaces" fails on d1 ip link show vrrp.51
  start_director d1
  expect "d1 preempts" within 15 has_all d1
  expect "d2 has made way" within 5 has_none d2
  expect "the client reaches it again" within 5 reaches 2001:db8:9::52
  expect_now "by the same hardware address" learned 2001:db8:9::52 00:00:5e:00:02:34
  stop_director d2
}

addresses_come_back() {
  step "Somebody removes an address, an interface"
  on d1 ip address del 10.9.0.51/24 dev vrrp.51
  expect "the address is put back" within 3 has_address d1 10.9.0.51
  on d1 ip link del vrrp.52
  expect "the interface is made anew, with its addresses" within 5 has_address d1 2001:db8:9::52
  expect_steady "d1 has all" for 2 has_all d1
}

crashes() {
  step "d1 crashes, and starts with a configuration that no longer has all of it"
  crash_director d1
  expect_now "the addresses are still there" has_all d1
  edit_configuration d1 -e '/10.8.0.54/d; s/10.9.0.53/10.9.0.63/; /^vrrp_instance V6/,$ { /^vrrp_instance V6/,/^}/d }'
  start_director d1
  expect "d1 is master" within 15 has_address d1 10.9.0.51
  expect "it has its new address" within 15 has_address d1 10.9.0.63
  expect_now "the old one is gone" lacks_address d1 10.9.0.53
  expect_now "so is what the instance had elsewhere" lacks_address d1 10.8.0.54
  expect_now "and the interface of the instance that is gone" fails on d1 ip link show vrrp.52
  stop_director d1
  expect_now "nothing is left behind" grep -qx 0 <(on d1 ip -oneline link show type macvlan | wc -l)
  expect_now "the machine's own address stays" has_address d1 10.9.0.1
  expect_value "the settings of its interface are what they were" "$(on d1 sh -c 'cd /proc/sys/net/ipv4/conf/eth0; cat arp_ignore arp_filter arp_announce' | tr -d '\n')" = 000
}
