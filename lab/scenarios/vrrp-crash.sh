# description: the VRRP role dies while a client pings the virtual address; startup delay; a track group follows its interface

virtual=172.17.1.160

scenario() {
  bridge lan
  host client eth0 172.17.1.10/20
  host d1 eth0 172.17.1.150/20
  host d2 ens32 172.17.1.151/20
  configure d1 eth0 100
  configure d2 ens32 90
  startup_delay
  the_role_dies
  the_role_hangs_for_a_moment
  track_group
  stop_director d1
  stop_director d2
}

# configure NAME INTERFACE PRIORITY
configure() {
  configure_director "$1" "$LAB/configurations/crash.conf"
  edit_configuration "$1" "s/@NAME@/$1/; s/@INTERFACE@/$2/; s/@PRIORITY@/$3/"
  on "$1" sh -c 'ip link add spare type veth peer name end; ip link set end up; ip link set spare up'
}

startup_delay() {
  step "Both start, with a startup delay"
  start_director d1
  start_director d2
  expect "it is announced" within 15 log_says d1 'Delaying startup for 4 seconds'
  expect_now "and no state is taken meanwhile" fails log_says d1 'entering (backup|master) state'
  expect "then d1 becomes master" within 12 holds_alone d1 d2 $virtual
  expect "the gratuitous ARPs are repeated after a second" within 5 announced_twice
}

announced_twice() { [ "$(log_count d1 "Sending/queueing gratuitous ARPs on eth0 for $virtual")" -ge 2 ]; }

start_pinging() {
  : >"$LAB_OUTPUT/ping.log"
  ip netns exec client ping -n -i 0.05 -W 1 $virtual >"$LAB_OUTPUT/ping.log" 2>&1 &
  pinger=$!
  expect "the client's pings are answered" within 3 grep -q 'bytes from' "$LAB_OUTPUT/ping.log"
}

stop_pinging() {
  kill -s INT "$pinger"
  wait "$pinger"
}

# The longest time without an answer, in milliseconds, by the numbers of the answers.
longest_gap() {
  awk -F 'icmp_seq=' '/bytes from/ { split($2, n, " "); if (n[1] - last > most) most = n[1] - last; last = n[1] } END { print (most - 1) * 50 }' \
    "$LAB_OUTPUT/ping.log"
}

the_role_dies() {
  local process takeovers
  takeovers=$(log_count d2 'entering master state')
  step "The master's VRRP role is killed while a client pings"
  start_pinging
  process=$(vrrp_process d1)
  kill -s KILL "$process"
  expect "it is started again" within 8 is_another "$process"
  expect "as master" within 8 carries_on
  sleep 1
  stop_pinging
  expect_value "the client misses no answer (ms)" "$(longest_gap)" = 0
  expect_value "d2 has not taken over" "$(log_count d2 'entering master state')" = "$takeovers"
}

is_another() {
  local now
  now=$(vrrp_process d1) && [ "$now" != "$1" ] && kill -0 "$now"
} 2>/dev/null

carries_on() { log_says d1 'Carrying on in MASTER STATE after a restart' && holds_alone d1 d2 $virtual; }

the_role_hangs_for_a_moment() {
  local process
  step "It is stopped for longer than its backup waits, and goes on"
  process=$(vrrp_process d1)
  kill -s STOP "$process"
  expect "d2 takes over" within 8 has_address d2 $virtual
  kill -s CONT "$process"
  expect "d1 has the address alone again" within 10 holds_alone d1 d2 $virtual
  expect_value "in the same process" "$(vrrp_process d1)" = "$process"
}

track_group() {
  step "What names a track group can't be kept"
  on d1 ip link delete spare
  expect "d1 gives the address up" within 5 holds_alone d2 d1 $virtual
  expect_now "in FAULT" log_says d1 'entering fault state'
  step "It can again"
  on d1 sh -c 'ip link add spare type veth peer name end; ip link set end up; ip link set spare up'
  expect "the static address is back" within 5 has_address d1 10.78.0.1
  expect "and d1 is master" within 10 holds_alone d1 d2 $virtual
  step "Somebody removes the static route"
  on d1 ip route delete 10.77.0.0/24 table 77
  expect "it is put back" within 5 has_static_route
  expect_steady "and d1 stays master" for 1 holds_alone d1 d2 $virtual
}

has_static_route() { on d1 ip route show table 77 | grep -q '^10.77.0.0/24'; }
