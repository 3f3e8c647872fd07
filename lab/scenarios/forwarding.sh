# description: DR, TUN, NAT and IPv6 with real traffic; groups, marks, persistence; every scheduler, flag and tunnel type in the kernel's table

scenario() {
  build_direct_routing_network
  give_addresses
  start_web_server rs1
  start_web_server rs2
  configure_director d1 "$LAB/configurations/forwarding.conf"
  start_director d1
  table_is_exact
  traffic
  group_changes
  stop_director d1
  expect_now "d1's table is empty" table_is_empty d1
}

# What VRRP and lvsrsdr would do.
give_addresses() {
  local name last
  for name in client:10 d1:150 rs1:152 rs2:153; do
    on "${name%:*}" ip address add "fd00:17::${name#*:}/64" dev eth0 nodad
  done
  for last in 160 161 162 163 164 165 166; do on d1 ip address add "172.17.1.$last/32" dev eth0; done
  # Deprecated, as VRRP does it: or the director's own connections would have it as their source.
  on d1 ip address add fd00:17::160/128 dev eth0 nodad preferred_lft 0
  for name in rs1 rs2; do
    on "$name" sysctl --quiet --write net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
    for last in 161 162 164 165; do on "$name" ip address add "172.17.1.$last/32" dev lo; done
    on "$name" ip address add fd00:17::160/128 dev lo nodad
    on "$name" ip address add 172.17.1.166/32 dev lo
    # The other end of the tunnel.
    on "$name" ip link set tunl0 up 2>/dev/null || on "$name" ip tunnel add tunl0 mode ipip
    on "$name" sh -c 'ip link set tunl0 up; ip address add 172.17.1.163/32 dev tunl0; sysctl --quiet --write net.ipv4.conf.tunl0.rp_filter=0 net.ipv4.conf.all.rp_filter=0'
  done
  # Mark 3: the address 172.17.1.166, on any port.
  on d1 iptables-legacy --table mangle --append PREROUTING --destination 172.17.1.166 --jump MARK --set-mark 3
}

saved() { on d1 ipvsadm --save -n | sort; }

table_is_exact() {
  step "The table, in ipvsadm's words"
  expect "d1's table is complete" within 20 saved_is_expected
  saved_is_expected || diff <(expected) <(saved)
  expect_now "a scheduler that the kernel lacks is named" log_says d1 'twos'
  expect_now "and the thresholds" has_thresholds
  expect "the IPv6 tunnel stands in the IPv4 service" within 2 has_mixed_tunnel
}

has_thresholds() { on d1 ipvsadm -Ln --thresholds | awk '$2 == "172.17.1.152:8080" { print $3, $4 }' | grep -qx '2000 1000'; }

# The IPv6 destination in an IPv4 service is told apart since ipvsadm prints it in brackets.
has_mixed_tunnel() { saved | grep -qF -e '-a -t 172.17.1.170:1 -r [fd00:17::152]:1 -i -w 1 --tun-type gue --tun-port 6081 --tun-nocsum'; }

saved_is_expected() { diff -q <(expected) <(saved) >/dev/null; }

expected() {
  {
    local service port scheduler
    for service in "-t 172.17.1.161:80" "-t 172.17.1.162:80"; do
      echo "-A $service -s rr"
      echo "-a $service -r 172.17.1.152:80 -g -w 1"
      echo "-a $service -r 172.17.1.153:80 -g -w 1"
    done
    cat <<'END'
-A -f 3 -s rr
-a -f 3 -r 172.17.1.152:0 -g -w 1
-a -f 3 -r 172.17.1.153:0 -g -w 1
-A -t 172.17.1.163:80 -s rr
-a -t 172.17.1.163:80 -r 172.17.1.152:80 -i -w 1 --tun-type ipip
-a -t 172.17.1.163:80 -r 172.17.1.153:80 -i -w 1 --tun-type ipip
-A -t [fd00:17::160]:80 -s wrr
-a -t [fd00:17::160]:80 -r [fd00:17::152]:80 -g -w 1
-a -t [fd00:17::160]:80 -r [fd00:17::153]:80 -g -w 1
-A -t 172.17.1.164:80 -s rr -p 60 -M 255.255.255.0
-a -t 172.17.1.164:80 -r 172.17.1.152:80 -g -w 1
-a -t 172.17.1.164:80 -r 172.17.1.153:80 -g -w 1
-A -t 172.17.1.165:80 -s rr
-a -t 172.17.1.165:80 -r 172.17.1.152:8080 -m -w 5
-a -t 172.17.1.165:80 -r 172.17.1.153:80 -g -w 1
-A -t 172.17.1.170:1 -s lc
-a -t 172.17.1.170:1 -r 172.17.1.152:1 -i -w 1 --tun-type gue --tun-port 6080 --tun-remcsum
-a -t 172.17.1.170:1 -r 172.17.1.153:1 -i -w 1 --tun-type gre --tun-csum
-a -t 172.17.1.170:1 -r [fd00:17::152]:1 -i -w 1 --tun-type gue --tun-port 6081 --tun-nocsum
-A -t 172.17.1.170:2 -s sh -b sh-fallback,sh-port
-a -t 172.17.1.170:2 -r 172.17.1.152:2 -g -w 1
-A -t 172.17.1.170:3 -s mh -b mh-fallback,mh-port
-a -t 172.17.1.170:3 -r 172.17.1.152:3 -g -w 1
-A -u 172.17.1.170:5060 -s wlc -o
-a -u 172.17.1.170:5060 -r 172.17.1.152:5060 -m -w 1
-A -u 172.17.1.171:5060 -s rr -p 30 --pe sip
-a -u 172.17.1.171:5060 -r 172.17.1.152:5060 -m -w 1
-A --sctp-service 172.17.1.170:4 -s sed -b flag-3
-a --sctp-service 172.17.1.170:4 -r 172.17.1.152:4 -g -w 1
-A -f 9 -6 -s dh
-a -f 9 -6 -r [fd00:17::152]:0 -g -w 1
-A -t 172.17.1.172:0 -s nq -p 100
-a -t 172.17.1.172:0 -r 172.17.1.152:0 -g -w 1
END
    # The lab's kernel has no twos: its virtual server can't be made, and the log says why.
    for scheduler in 11:fo 12:ovf 13:lblc 14:lblcr; do
      port=${scheduler%:*}
      echo "-A -t 172.17.1.170:$port -s ${scheduler#*:}"
      echo "-a -t 172.17.1.170:$port -r 172.17.1.152:$port -g -w 1"
    done
  } | sort
}

traffic() {
  step "A client asks"
  expect "both members of the group are served by both real servers" within 5 answered_by 172.17.1.161 4 rs1 rs2
  expect "the other too" within 5 answered_by 172.17.1.162 4 rs1 rs2
  expect "and its firewall mark" within 5 answered_by 172.17.1.166 4 rs1 rs2
  expect "through the IP in IP tunnel" within 5 answered_by 172.17.1.163 4 rs1 rs2
  expect "over IPv6" within 5 answered_by '[fd00:17::160]' 4 rs1 rs2
  expect "a persistent client stays with one real server" within 5 one_answers_all 172.17.1.164
  stop_web_server rs1
  expect "rs1 leaves every service of the group" within 10 gone_from_group
  expect "and the IPv6 service" within 10 lacks_real_server d1 '[fd00:17::152]:80'
  expect "rs2 serves the mark alone" within 5 answered_by 172.17.1.166 4 rs2
  expect_value "one checker for each real server of the group, not one for each address" "$(log_count d1 'Activating healthchecker for service \[172.17.1.15[23]\].*VS \[shop\]')" = 2
  start_web_server rs1
  expect "rs1 is back in all three" within 10 back_in_group
}

one_answers_all() { [ "$(answers "$1" 6 | sort -u | wc -l)" = 1 ] && [ "$(answers "$1" 6 | wc -l)" = 6 ]; }
in_group() { saved | grep -E -c -e "^-a (-t 172.17.1.16[12]:80|-f 3) -r 172.17.1.152"; }
gone_from_group() { [ "$(in_group)" = 0 ]; }
back_in_group() { [ "$(in_group)" = 3 ]; }

group_changes() {
  step "The group changes: one address goes, another comes, which was a virtual server of its own"
  # The virtual server that the kernel can't have would be tried again.
  edit_configuration d1 '/^virtual_server 172.17.1.170 15/,/^}/d'
  reload_director d1
  expect "reloaded once without the scheduler that isn't there" within 5 log_says d1 'Removing Virtual Server \[172.17.1.170\]:tcp:15'
  watch_commands d1
  # 172.17.1.162 goes; 172.17.1.164:80 joins, in place of its own block.
  edit_configuration d1 's|172.17.1.161-162 80|172.17.1.161 80\n172.17.1.164 80|; s|^virtual_server 172.17.1.164 80|virtual_server 172.17.1.167 80|'
  reload_director d1
  expect "172.17.1.162 leaves the table" within 5 sh -c '! ip netns exec d1 ipvsadm -Ln | grep -q 172.17.1.162:80'
  expect "172.17.1.164 is no longer persistent" within 5 sh -c 'ip netns exec d1 ipvsadm --save -n | grep -qxF -e "-A -t 172.17.1.164:80 -s rr"'
  expect_value "all that was written: one service changed, one made with its real servers, one removed" \
    "$(written_commands d1 | sort | uniq -c | xargs)" = "1 DEL_SERVICE 2 NEW_DEST 1 NEW_SERVICE 1 SET_SERVICE"
}
