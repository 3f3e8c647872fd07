# description: PING_CHECK over IPv4 and IPv6, with a raw socket, with the kernel's socket for everybody, and with neither

virtual4=172.17.1.161 virtual6=fd00::161

scenario() {
  build_direct_routing_network
  on d1 ip -6 address add fd00::150/64 dev eth0
  on rs1 ip -6 address add fd00::152/64 dev eth0
  # As root has it at first, in a group that nobody has.
  on d1 sysctl --quiet --write net.ipv4.ping_group_range="1 0"
  write_configuration
  start_director d1
  expect "with raw sockets rs1 is found over both, rs2, which isn't there over IPv6, over IPv4" within 20 are_found
  stop_director d1

  step "Without CAP_NET_RAW"
  start_without_raw_sockets
  expect "the log says what is missing" within 10 log_says d1 "outside of net.ipv4.ping_group_range"
  expect_steady "nothing is known of the real servers, and none comes in" for 3 none_is_found
  on d1 sysctl --quiet --write net.ipv4.ping_group_range="0 0"
  expect "with the kernel's sockets for everybody they are found" within 20 are_found
  on d1 ip route add prohibit 172.17.1.153
  on rs1 ip -6 address del fd00::152/64 dev eth0
  expect "what answers no more leaves the table" within 20 table_is d1 "TCP $virtual4:80 rr" "-> 172.17.1.152:80 Masq 1" "TCP [$virtual6]:80 rr"
  stop_director d1
}

write_configuration() {
  mkdir -p "$(director_directory d1)"
  {
    for family in "$virtual4 172.17.1.152 172.17.1.153" "$virtual6 fd00::152 fd00::153"; do
      read -r virtual first second <<<"$family"
      printf 'virtual_server %s 80 {\nlb_algo rr\nlb_kind NAT\nprotocol TCP\nalpha\ndelay_loop 1\nwarmup 0\nconnect_timeout 1\n' "$virtual"
      for server in "$first" "$second"; do printf 'real_server %s 80 {\nPING_CHECK {\nretry 1\n}\n}\n' "$server"; done
      echo "}"
    done
  } >"$(director_configuration d1)"
}

are_found() {
  table_is d1 "TCP $virtual4:80 rr" "-> 172.17.1.152:80 Masq 1" "-> 172.17.1.153:80 Masq 1" "TCP [$virtual6]:80 rr" "-> [fd00::152]:80 Masq 1"
}
none_is_found() { table_is d1 "TCP $virtual4:80 rr" "TCP [$virtual6]:80 rr"; }

# As start_director does, without the right to open raw sockets; the checks alone, since VRRP can't do without.
start_without_raw_sockets() {
  local directory
  directory=$(director_directory d1)
  ip netns exec d1 setpriv --bounding-set=-net_raw --inh-caps=-net_raw "$LAB_BINARY" -C -f "$directory/director.conf" -n -l -D \
    -p "$directory/parent.pid" -c "$directory/checkers.pid" --runtime-dir "$directory/run" </dev/null >>"$(director_log d1)" 2>&1 &
  echo $! >"$directory/process"
  disown
}
