# description: the MTU of the interface decides how many IPv6 addresses an advertisement holds; those behind them are set all the same
# time limit: 120

# 1280 bytes, less 62 of headers, have room for 76 addresses.
count=80

scenario() {
  bridge lan
  local number
  for number in 1 2; do
    host d$number eth0 10.1.0.$number/24 lan
    on d$number ip link set eth0 mtu 1280
    write_configuration $((250 - number * 50)) >/run/room-d$number.conf
    configure_director d$number /run/room-d$number.conf
  done
  takes_its_addresses
  is_heard
}

# write_configuration PRIORITY
write_configuration() {
  local address
  printf 'global_defs {\n    router_id room\n}\nvrrp_instance SIX {\n    interface eth0\n    virtual_router_id 6\n    priority %d\n' "$1"
  printf '    advert_int 0.5\n    version 3\n    virtual_ipaddress {\n        fe80::6\n'
  for ((address = 1; address < count; address++)); do printf '        fd00:6::%x/64\n' $address; done
  printf '    }\n}\n'
}

addresses() { on "$1" ip -6 -oneline address show dev eth0 | grep -cE ' (fe80::6|fd00:6::[0-9a-f]+)/'; }
has_addresses() { [ "$(addresses "$1")" = "$2" ]; }
fragments() { on "$1" awk '/Ip6FragCreates/ { print $2 }' /proc/net/snmp6; }

takes_its_addresses() {
  step "A master of more addresses than an advertisement holds"
  start_director d1
  expect "it has all of them" within 20 has_addresses d1 $count
  expect_now "the log says how many are treated as excluded ones" log_says d1 "no room for 4 of $count addresses"
}

is_heard() {
  step "A backup of the same addresses"
  start_director d2
  expect "it says the same" within 10 log_says d2 "no room for 4 of $count addresses"
  expect_steady "it stays backup, since what it hears came in one piece" for 4 has_addresses d2 0
  expect_value "packets that were sent in pieces" "$(fragments d1)" = 0
  expect_now "nothing was wrong with the list of addresses" fails log_says d2 "not present in advert|expected [0-9]+ VIPs"
  power_off d1
  expect "when the master is gone it has all of them" within 15 has_addresses d2 $count
}
