# description: a kernel without IPVS: the daemon says so in one clear line, and VRRP goes on

virtual=172.17.1.160

LAB_WITHOUT_IPVS=yes

scenario() {
  build_quick_pair
  expect_now "this kernel cannot load IPVS" fails on d1 ipvsadm -Ln
  start_both_directors
  expect "d1 is master all the same" within 10 holds_alone d1 d2 $virtual
  expect "the log says that IPVS is missing" within 15 log_says d1 'ipvs'
  expect_steady "d1 stays master" for 10 holds_alone d1 d2 $virtual
  expect_now "the daemon runs" director_is_running d1
  if [ "$LAB_DAEMON" = lvsd ]; then
    grep -i ipvs "$(director_log d1)" | sed 's/^/    /'
    expect_value "it was said once" "$(log_count d1 'ipvs.*(missing|not available|unavailable|no ipvs|cannot|not loaded|not support)|(no|without) ipvs')" = 1
  fi
  step "Failover without IPVS"
  crash_director d1
  expect "d2 takes over" within 6 has_address d2 $virtual
  start_director d1
  expect "d1 preempts" within 12 holds_alone d1 d2 $virtual
  signal_director d1 TERM
  expect "d1 stops: d2 takes over" within 3 has_address d2 $virtual
  expect "d1 has ended" within 10 director_has_ended d1
  stop_director d2
}
