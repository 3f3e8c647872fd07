# description: tunnels of every kind with real traffic through them: IP in IP, GRE and GUE, of IPv4 and IPv6 in either

# The last number of the virtual address, IPv4 and IPv6; the family of the real servers; the method's words.
tunnels=(
  "4 161 4 ipip" "4 162 4 gre" "4 163 4 gue port 6080" "4 164 6 ipip" "4 165 6 gre" "4 166 6 gue port 6080"
  "6 161 6 ipip" "6 162 6 gre" "6 163 6 gue port 6080" "6 164 4 ipip" "6 165 4 gre" "6 166 4 gue port 6080"
)

scenario() {
  build_direct_routing_network
  give_addresses
  start_web_server rs1
  start_web_server rs2
  write_configuration >/run/tunnels.conf
  configure_director d1 /run/tunnels.conf
  start_director d1
  expect "the table is there" within 20 service_count_is ${#tunnels[@]}
  traffic
  real_server_dies
  stop_director d1
  expect_now "d1's table is empty" table_is_empty d1
}

# address FAMILY LAST: in one of the two networks.
address() { if [ "$1" = 4 ]; then echo "172.17.1.$2"; else echo "fd00:17::$2"; fi; }

write_configuration() {
  local family last inner kind real
  printf 'global_defs {\nrouter_id director1\n}\n'
  for tunnel in "${tunnels[@]}"; do
    read -r family last inner kind <<<"$tunnel"
    printf 'virtual_server %s 80 {\ndelay_loop 1\nlvs_sched rr\nlvs_method TUN type %s\nprotocol TCP\n' "$(address "$family" "$last")" "$kind"
    for real in 152 153; do
      printf 'real_server %s 80 {\nTCP_CHECK {\nconnect_timeout 1\nretry 0\n}\n}\n' "$(address "$inner" $real)"
    done
    printf '}\n'
  done
}

# What VRRP would do at the director, and an operator at the real servers: each end of each tunnel, and the virtual addresses.
give_addresses() {
  local name last
  for name in client:10 d1:150 rs1:152 rs2:153; do
    on "${name%:*}" ip address add "fd00:17::${name#*:}/64" dev eth0 nodad
  done
  for last in 161 162 163 164 165 166; do
    on d1 ip address add "172.17.1.$last/32" dev eth0
    on d1 ip address add "fd00:17::$last/128" dev eth0 nodad preferred_lft 0
  done
  for name in rs1 rs2; do
    modprobe -a ipip sit ip_gre ip6_tunnel ip6_gre fou fou6
    on "$name" sh -c '
      sysctl --quiet --write net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2 net.ipv4.conf.all.rp_filter=0
      for device in tunl0 sit0 gre0 ip6tnl0 ip6gre0; do
        ip link set $device up
        sysctl --quiet --write net.ipv4.conf.$device.rp_filter=0
      done
      ip -6 tunnel change ip6tnl0 mode any
      ip fou add port 6080 gue
      ip fou add port 6080 gue -6
      for last in 161 162 163 164 165 166; do
        ip address add 172.17.1.$last/32 dev lo
        ip address add fd00:17::$last/128 dev lo nodad
      done'
  done
}

service_count_is() { [ "$(table d1 | grep -c '^TCP')" = "$1" ]; }
in_url() { case $1 in *:*) echo "[$1]" ;; *) echo "$1" ;; esac; }

traffic() {
  local family last inner kind
  step "A client asks through each of them"
  for tunnel in "${tunnels[@]}"; do
    read -r family last inner kind <<<"$tunnel"
    expect "IPv$family through $kind over IPv$inner" within 5 answered_by "$(in_url "$(address "$family" "$last")")" 4 rs1 rs2
  done
}

real_server_dies() {
  step "rs1 dies"
  stop_web_server rs1
  expect "it leaves all of them" within 10 is_gone
  expect "rs2 answers through IPv6 in IPv4" within 5 answered_by "[fd00:17::164]" 3 rs2
  expect "and through IPv4 in IPv6" within 5 answered_by 172.17.1.164 3 rs2
}
is_gone() { ! table d1 | grep -q -e '-> .*[.:]152\]*:80 '; }
