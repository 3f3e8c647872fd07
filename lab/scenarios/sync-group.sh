# description: two gateways whose two addresses go together: links, a tracked file, process and virtual server, FIFO, crash
# time limit: 240

outside=10.1.0.100
inside=10.2.0.100

scenario() {
  bridge lan
  bridge back
  local number
  for number in 1 2; do
    host d$number eth0 10.1.0.$number/24 lan
    host d$number eth1 10.2.0.$number/24 back
    configure_director d$number "$LAB/configurations/group-d$number.conf"
    touch /run/group-d$number.pool
    mkdir -p /run/group-d$number
  done
  start
  a_link_fails
  maintenance
  a_process
  a_virtual_server
  the_role_dies
  a_reader_comes_late
}

# both_at NAME OTHER: both addresses are here, and none is there.
both_at() { holds_alone "$1" "$2" $outside && holds_alone "$1" "$2" $inside; }

start() {
  step "Both start"
  start_director d2
  start_director d1
  expect "d1 has both addresses, d2 none" within 15 both_at d1 d2
  expect_now "they came together" log_says d1 'VRRP_Group\(GATEWAY\) Syncing instances to MASTER state'
}

a_link_fails() {
  step "The inner link of d1 fails"
  on d1 ip link set eth1 down
  expect "d2 has both addresses" within 8 both_at d2 d1
  expect_now "the outer instance of d1 said priority 0" log_says d1 '\(outside\) sent 0 priority'
  on d1 ip link set eth1 up
  expect "d1 has both again when its link has come back" within 15 both_at d1 d2
}

maintenance() {
  step "A file says that d1 can't work; its directory has been made after the daemon"
  rmdir /run/group-d1
  mkdir /run/group-d1
  echo 1 >/run/group-d1/maintenance
  expect "d2 has both addresses" within 5 both_at d2 d1
  expect_now "the group is in FAULT" log_says d1 'VRRP_Group\(GATEWAY\) Syncing instances to FAULT state'
  rm /run/group-d1/maintenance
  expect "d1 has both again when the file is gone" within 15 both_at d1 d2
}

a_process() {
  step "A process runs on d2 that is worth more than the priority of d1"
  cp /bin/sleep /run/group-worker-d2
  /run/group-worker-d2 1000 &
  expect "d2 has both addresses" within 15 both_at d2 d1
  kill $!
  expect "d1 has both again when it has ended" within 15 both_at d1 d2
}

a_virtual_server() {
  step "The virtual server of d1 loses its quorum"
  rm /run/group-d1.pool
  expect "d2 has both addresses" within 12 both_at d2 d1
  touch /run/group-d1.pool
  expect "d1 has both again with the quorum" within 15 both_at d1 d2
}

the_role_dies() {
  step "The VRRP role of d1 is killed"
  local takeovers
  takeovers=$(log_count d2 'Entering MASTER STATE')
  kill -s KILL "$(vrrp_process d1)"
  expect "it carries on in both instances" within 5 carries_on
  expect_steady "d1 keeps both addresses" for 5 both_at d1 d2
  expect_value "d2 has not taken over" "$(log_count d2 'Entering MASTER STATE')" = "$takeovers"
}

carries_on() { [ "$(log_count d1 'Carrying on in MASTER STATE')" -ge 2 ]; }

a_reader_comes_late() {
  step "A reader opens the FIFO of d1 long after the last transition"
  timeout 3 cat /run/group-d1.fifo >/run/fifo.lines
  expect_now "it is told of the outer instance" grep -qx 'INSTANCE "outside" MASTER 150' /run/fifo.lines
  expect_now "of the inner one" grep -qx 'INSTANCE "inside" MASTER 150' /run/fifo.lines
  expect_now "and of the group" grep -qx 'GROUP "GATEWAY" MASTER 0' /run/fifo.lines
}
