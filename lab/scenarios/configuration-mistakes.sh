# description: a faulty configuration: started without the faulty statement, refused when strict, and what -t sees of the machine
# time limit: 200

virtual=172.17.1.160

scenario() {
  build_address_translation_network
  configure_director d1 "$LAB/configurations/nat-d1.conf"
  local file
  file=$(director_configuration d1)

  step "-t looks at the machine"
  expect_now "nothing is wrong with it" tests_as 0
  expect_value "and nothing is said of it" "$(grep -c warning "$LAB_OUTPUT/test.log")" = 0
  on d1 sysctl --quiet --write net.ipv4.ip_forward=0
  on d1 sysctl --quiet --write net.ipv4.vs.conn_reuse_mode=0
  expect_now "still usable without forwarding" tests_as 0
  expect_now "but NAT needs it" finds forwarding-off
  expect_now "and a client that uses its port again would stay with a dead server" finds connection-reuse
  on d1 sysctl --quiet --write net.ipv4.vs.conn_reuse_mode=1
  on d1 sysctl --quiet --write net.ipv4.ip_forward=1
  on d2 "$LAB_BINARY" -t -f "$file" 2>"$LAB_OUTPUT/test.log"
  expect_now "on another machine the interfaces are missing" finds interface-not-found

  step "rp_filter on an interface without an address"
  on d1 ip link add extra type veth peer name other
  on d1 sysctl --quiet --write net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.extra.rp_filter=1
  printf 'vrrp_instance E {\ninterface extra\nvirtual_router_id 9\nvirtual_ipaddress {\n10.77.0.1\n}\n}\n' >>"$file"
  expect_now "is a warning" tests_as 0
  expect_now "about the advertisements that it drops" finds reverse-path-filter
  on d1 ip addr add 10.77.0.9/24 dev extra
  tests_as 0
  expect_value "with an address it is none" "$(grep -c reverse-path-filter "$LAB_OUTPUT/test.log")" = 0

  step "A misspelt keyword"
  configure_director d1 "$LAB/configurations/nat-d1.conf"
  edit_configuration d1 's/priority/prioritty/'
  expect_now "is an error of a usable file" tests_as 5
  expect_now "with its name" finds unknown-keyword

  step "With --strict-config the daemon doesn't start"
  on d1 timeout 20 "$LAB_BINARY" -f "$file" -n -l -G --strict-config --runtime-dir /run/strict >"$LAB_OUTPUT/strict.log" 2>&1 </dev/null
  expect_value "it ends as for a bad configuration" $? = 2
  expect_now "and says why" grep -q 'strict-config' "$LAB_OUTPUT/strict.log"
  expect_now "after the mistake itself" grep -q 'unknown keyword .prioritty' "$LAB_OUTPUT/strict.log"
  expect_now "no address was set" fails has_address d1 $virtual

  step "Without it the daemon starts, and leaves the statement out"
  start_director d1
  expect "it becomes master" within 12 has_address d1 $virtual
  expect_now "and has said what is wrong" log_says d1 'unknown keyword .prioritty'

  step "A reload with an error changes nothing"
  edit_configuration d1 's/172.17.1.160/172.17.1.161/'
  reload_director d1
  expect "it says so" within 10 log_says d1 'New config failed validation'
  expect_steady "the address stays" for 3 has_address d1 $virtual

  step "--print-config says the same in full"
  configure_director d1 "$LAB/configurations/nat-d1.conf"
  on d1 "$LAB_BINARY" --print-config -f "$file" >/run/full.conf 2>/dev/null
  on d1 "$LAB_BINARY" --print-config -f /run/full.conf >/run/again.conf 2>/dev/null
  expect_now "reading it back gives the same" cmp /run/full.conf /run/again.conf
  expect_now "every default is in it" grep -q 'garp_master_repeat 5' /run/full.conf
  cp /run/full.conf "$file"
  reload_director d1
  expect "and the daemon takes it" within 10 log_says d1 'Reload finished'
  stop_director d1

  step "A text that only speaks of virtual servers: the process for them is started to read it, and ended again"
  printf '# virtual_server is written here later\nvrrp_instance V {\ninterface eth0\nvirtual_router_id 9\nvirtual_ipaddress {\n172.17.1.161\n}\n}\n' >"$file"
  start_director d1
  expect "the other one becomes master" within 12 has_address d1 172.17.1.161
  expect "that one is gone" within 5 test ! -e "$(director_directory d1)/checkers.pid"
  expect_now "and isn't missed" fails log_says d1 'Healthcheck child process.*died'
  stop_director d1
}

# tests_as STATUS: -t on d1 ends with it.
tests_as() {
  on d1 "$LAB_BINARY" -t -f "$(director_configuration d1)" 2>"$LAB_OUTPUT/test.log"
  [ $? = "$1" ]
}

finds() { grep -q "\[$1\]" "$LAB_OUTPUT/test.log"; }
