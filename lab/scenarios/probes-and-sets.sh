# description: shared probes, limits, reloads that disturb nothing, and the ipsets of lvs_ipset over a crash
# needs: ipset
# time limit: 200

first=172.17.1.152:80
second=172.17.1.153:80

scenario() {
  build_direct_routing_network
  start_web_server rs1
  start_web_server rs2
  write_configuration
  start_director d1
  expect "five virtual servers stand" within 15 line_count_is 15
  probes_are_shared
  reload_disturbs_nothing
  sets_follow
  sets_survive_a_crash
  stop_director d1
  expect_now "on stop the sets are gone" set_names_are ""
}

# write_configuration [GLOBAL...]: five virtual servers of the same two real servers.
write_configuration() {
  local number real file
  file=/run/probes.conf
  {
    printf 'global_defs {\n'
    printf '%s\n' "$@" "lvs_ipset shop"
    printf '}\n'
    for number in 1 2 3 4 5; do
      printf 'virtual_server 10.9.0.%s 80 {\ndelay_loop 1\nlb_algo wrr\nlb_kind DR\nprotocol TCP\n' $number
      for real in 152 153; do
        printf 'real_server 172.17.1.%s 80 {\nweight 1\nTCP_CHECK {\nconnect_timeout 1\nretry 0\n}\n}\n' $real
      done
      printf '}\n'
    done
  } >$file
  configure_director d1 $file
}

line_count_is() { [ "$(table d1 | wc -l)" = "$1" ]; }

# probes_in SECONDS: connections that rs1 takes in that time.
probes_in() {
  local before
  before=$(opened)
  sleep "$1"
  echo $(($(opened) - before))
}
opened() { on rs1 awk '/^Tcp: [0-9]/ { print $7 }' /proc/net/snmp; }

probes_are_shared() {
  local shared single limited
  step "Five virtual servers, one probe"
  sleep 2
  shared=$(probes_in 5)
  expect_value "about one probe a second reaches a real server" "$shared" -ge 3
  expect_value "and no more" "$shared" -le 8
  write_configuration "share_checks no" "checker_max_concurrent 50"
  reload_director d1
  sleep 3
  single=$(probes_in 5)
  expect_value "a reload with share_checks no gives each its own" "$single" -ge 18
  write_configuration
  reload_director d1
  sleep 2
  shared=$(probes_in 5)
  expect_value "and one without it lets them share again" "$shared" -le 8
  step "A limit on the rate"
  write_configuration "share_checks no" "checker_max_rate 4"
  reload_director d1
  sleep 2
  limited=$(probes_in 6)
  expect_value "both real servers together get 4 a second" "$limited" -le 16
  expect_value "and this one its share" "$limited" -ge 6
  expect_now "nobody was taken for dead" line_count_is 15
  write_configuration
  stop_director d1
  start_director d1
  expect "the table is there" within 15 line_count_is 15
}

reload_disturbs_nothing() {
  step "A reload pushes what changed and nothing else"
  watch_commands d1
  edit_configuration d1 '0,/weight 1/ s/weight 1/weight 7/'
  reload_director d1
  expect "the weight is there" within 10 has_line "-> $first Route 7"
  expect_value "one command changed the table" "$(written_commands d1 | sort | tr '\n' ' ')" = "SET_DEST "
  forget_commands d1
  edit_configuration d1 '0,/weight 7/ s/weight 7/&\nuthreshold 100\nlthreshold 50/'
  reload_director d1
  expect "a threshold, which keepalived forgets, is there" within 10 has_threshold
  expect_value "one command changed the table" "$(written_commands d1 | sort | tr '\n' ' ')" = "SET_DEST "
  forget_commands d1
  reload_director d1
  sleep 7
  expect_value "an unchanged configuration writes nothing" "$(written_command_count d1)" = 0
}

has_line() { table d1 | grep -qxF -e "$1"; }
has_threshold() { on d1 ipvsadm -Ln --thresholds | awk '$1 == "->" && $3 == 100 && $4 == 50 { found = 1 } END { exit !found }' || on d1 ipvsadm -Ln --thresholds | grep -q ' 100 .* 50 '; }

# set_is SET MEMBER...
set_is() {
  local name=$1
  shift
  [ "$(on d1 ipset list -output save "$name" | awk '$1 == "add" { print $3 }' | sort)" = "$(printf '%s\n' "$@" | sort)" ]
}
set_names_are() { [ "$(on d1 ipset list -name | sort | tr '\n' ' ')" = "$1" ]; }

vips=(10.9.0.1,tcp:80 10.9.0.2,tcp:80 10.9.0.3,tcp:80 10.9.0.4,tcp:80 10.9.0.5,tcp:80)
reals=(172.17.1.152,tcp:80 172.17.1.153,tcp:80)

sets_follow() {
  step "The sets"
  expect_now "there is one for each kind and family" set_names_are "shop-real shop-real6 shop-vip shop-vip6 "
  expect "one holds the virtual services" within 5 set_is shop-vip "${vips[@]}"
  expect_now "one the real servers" set_is shop-real "${reals[@]}"
  stop_web_server rs2
  expect "a real server that fails leaves it" within 10 set_is shop-real "${reals[0]}"
  start_web_server rs2
  expect "and returns" within 10 set_is shop-real "${reals[@]}"
  step "Somebody edits the sets"
  on d1 ipset add shop-real 172.17.1.99,tcp:80
  on d1 ipset destroy shop-vip
  expect "what is too much goes" within 25 set_is shop-real "${reals[@]}"
  expect "what was removed is back" within 5 set_is shop-vip "${vips[@]}"
  expect_now "both are told" log_says d1 "ipset: somebody has changed shop-real: it has 3 members instead of 2"
}

sets_survive_a_crash() {
  step "The daemon is killed"
  on d1 iptables-nft -A FORWARD -m set --match-set shop-real dst,dst -j ACCEPT 2>/dev/null || true
  crash_director d1
  expect_now "the sets stay for the rules that name them" set_is shop-vip "${vips[@]}"
  on d1 ipset add shop-real 172.17.1.99,tcp:80
  on d1 ipset del shop-vip 10.9.0.3,tcp:80
  on d1 ipset create shop-swap hash:ip,port
  on d1 ipset add shop-swap 172.17.1.98,tcp:80
  start_director d1
  expect "the next one takes them over and sets them right" within 15 set_is shop-real "${reals[@]}"
  expect "all of them" within 5 set_is shop-vip "${vips[@]}"
  expect "what was left of an exchange is gone" within 5 set_names_are "shop-real shop-real6 shop-vip shop-vip6 "
  on d1 iptables-nft -F FORWARD 2>/dev/null || true
}
