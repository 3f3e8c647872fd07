# description: lvsd and Debian's keepalived as a pair, in both roles: each takes over from the other
# needs: keepalived
# time limit: 400

virtual=172.17.1.160
first=172.17.1.152:80
second=172.17.1.153:80

scenario() {
  build_quick_pair $virtual
  pair keepalived "$LAB_DAEMON"
  pair "$LAB_DAEMON" keepalived
}

# pair MASTER BACKUP: d1 runs MASTER (priority 100), d2 BACKUP (90).
pair() {
  local master=$1 backup=$2 name
  step "$master is master, $backup is backup"
  start_director d1 "$master"
  start_director d2 "$backup"
  expect "$master has the virtual address" within 10 holds_alone d1 d2 $virtual
  for name in d1 d2; do
    expect "$name lists both real servers" within 15 \
      table_is $name "TCP $virtual:80 rr" "-> $first Route 1" "-> $second Route 1"
  done
  expect "the client is served" within 5 answered_by $virtual 4 rs1 rs2
  expect_steady "$backup stays backup" for 5 holds_alone d1 d2 $virtual

  step "$master stops"
  signal_director d1 TERM
  expect "$backup takes over within the skew time" within 2 has_address d2 $virtual
  expect "$master has given up the address" within 5 lacks_address d1 $virtual
  expect "the client goes on" within 5 answered_by $virtual 4 rs1 rs2
  expect "$master has ended" within 10 director_has_ended d1

  step "$master returns"
  start_director d1 "$master"
  expect "$master preempts, $backup yields" within 12 holds_alone d1 d2 $virtual
  expect "the client goes on" within 5 answered_by $virtual 4 rs1 rs2

  step "$master is killed"
  crash_director d1
  expect "$backup takes over after three advertisements and the skew time" within 5 has_address d2 $virtual
  expect "the client goes on" within 5 answered_by $virtual 4 rs1 rs2
  start_director d1 "$master"
  expect "$master returns and preempts" within 12 holds_alone d1 d2 $virtual

  step "$backup is killed and returns"
  crash_director d2
  expect_steady "$master does not mind" for 3 has_address d1 $virtual
  start_director d2 "$backup"
  expect "$backup does not keep what it had when it was killed" within 10 lacks_address d2 $virtual
  expect_steady "$backup stays backup" for 4 holds_alone d1 d2 $virtual

  stop_director d1
  stop_director d2
}
