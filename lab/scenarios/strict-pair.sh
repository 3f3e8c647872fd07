# description: an nginx pair with vrrp_strict: no authentication, and a virtual address that accepts no traffic
# needs: iptables tcpdump

virtual=192.168.0.16

scenario() {
  bridge lan
  host client eth0 192.168.0.10/24
  host d1 ens3 192.168.0.151/24
  host d2 ens3 192.168.0.152/24
  write_check_script
  prepare_firewall d1
  prepare_firewall d2
  touch /run/nginx.d1 /run/nginx.d2
  configure_director d1 "$LAB/configurations/strict-d1.conf"
  configure_director d2 "$LAB/configurations/strict-d2.conf"
  start
  nothing_is_accepted
  script_is_too_slow
  script_stops_its_daemon
  crash_leaves_nothing
}

# The operator's script: it restarts nginx, waits, and stops the daemon when that was in vain.
write_check_script() {
  cat >/run/chk_ngx.sh <<'SCRIPT'
#!/bin/sh
[ -e "/run/nginx.$1" ] && exit 0
sleep 2
[ -e "/run/nginx.$1" ] || kill "$(cat "/run/directors/$1/parent.pid")"
SCRIPT
  chmod 755 /run/chk_ngx.sh
}

# The operator's part: a chain that INPUT calls. Debian's iptables writes nftables, which the lab's kernel lacks for IPv4 and IPv6: the
# older programs stand before it in PATH.
prepare_firewall() {
  mkdir -p /run/legacy
  ln -sf /usr/sbin/iptables-legacy /run/legacy/iptables
  ln -sf /usr/sbin/ip6tables-legacy /run/legacy/ip6tables
  PATH=/run/legacy:$PATH
  on "$1" iptables -N lvsd_in
  on "$1" iptables -A INPUT -j lvsd_in
}

reaches() { on client ping -c 1 -W 1 "$1" >/dev/null; }
cannot_reach() { ! reaches "$1"; }
has_rules() { on "$1" iptables -S lvsd_in | grep -q 'match-set lvsd dst -j DROP'; }
has_no_rules() { ! on "$1" iptables -S lvsd_in | grep -q -e '-A'; }

start() {
  step "Both start"
  start_director d1
  start_director d2
  expect "d1 has the virtual address" within 12 holds_alone d1 d2 $virtual
  expect_now "the log says that strict mode has no authentication" log_says d1 'strict mode has no authentication'
  expect_now "the log says plainly that nothing is accepted" log_says d1 'accept no traffic, not even a ping'
  expect_now "and names accept" log_says d1 '.accept.'
  expect_value "the advertisements carry no authentication" "$(authenticated_advertisements)" -eq 0
}

# How many of d1's next advertisements carry a password: one is looked at.
authenticated_advertisements() {
  on client timeout 5 tcpdump -l -n -v -c 1 -i eth0 'ip proto 112 and src 192.168.0.151' 2>/dev/null | grep -c 'authtype simple'
}

nothing_is_accepted() {
  step "The virtual address is there for routing only"
  expect_now "the client can't ping it" cannot_reach $virtual
  expect_now "but the director itself" reaches 192.168.0.151
  expect_now "d1 has rules" has_rules d1
  expect_now "d2 has them too, before it takes over" has_rules d2
}

script_is_too_slow() {
  step "nginx dies for good on d1: the script wants to stop the daemon, but takes longer than its interval"
  rm /run/nginx.d1
  expect "it is ended" within 8 log_says d1 'VRRP_Script\(chk_http_port\) timed_out'
  expect_now "the log names the cure" log_says d1 'longer .timeout'
  expect_steady "the daemon goes on" for 3 director_is_running d1
}

script_stops_its_daemon() {
  step "With a longer timeout it does"
  edit_configuration d1 's/interval 2/interval 2\n    timeout 6/'
  reload_director d1
  expect "d2 takes over" within 15 holds_alone d2 d1 $virtual
  expect "d1's daemon has ended" within 5 director_has_ended d1
  expect_now "d1 has no rules any more" has_no_rules d1
  expect_now "at d2 the client can't ping the address either" cannot_reach $virtual
}

crash_leaves_nothing() {
  step "d2 crashes, and is started without strict mode"
  crash_director d2
  expect_now "its rules are still there" has_rules d2
  edit_configuration d2 's/vrrp_strict.*//'
  start_director d2
  expect "the rules are gone" within 5 has_no_rules d2
  expect "the client reaches the address" within 12 reaches $virtual
  stop_director d2
  expect_now "nothing is left" has_no_rules d2
}
