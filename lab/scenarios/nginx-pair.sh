# description: an nginx pair: a vrrp_script lowers the priority, hangs, and stops its own daemon
# time limit: 400

virtual=192.168.56.106

scenario() {
  bridge lan
  host client eth0 192.168.56.10/24
  host d1 enp0s8 192.168.56.101/24
  host d2 enp0s8 192.168.56.102/24
  write_check_script
  configure_director d1 "$LAB/configurations/nginx-d1.conf"
  configure_director d2 "$LAB/configurations/nginx-d2.conf"
  touch /run/nginx.d1 /run/nginx.d2
  start
  nginx_fails_and_returns
  script_hangs
  script_stops_its_daemon
}

# The operator's script: nginx "runs" on a host while /run/nginx.HOST exists.
write_check_script() {
  cat >/run/check_nginx.sh <<'SCRIPT'
#!/bin/sh
[ -e "/run/hang.$1" ] && sleep 4321
if [ -e "/run/give-up.$1" ]; then
  kill "$(cat "/run/directors/$1/parent.pid")"
  sleep 1
fi
[ -e "/run/nginx.$1" ]
SCRIPT
  chmod 755 /run/check_nginx.sh
}

start() {
  step "Both start, nginx runs on both"
  start_director d1
  start_director d2
  expect "d1 has the virtual address" within 12 holds_alone d1 d2 $virtual
  expect "the script was run" within 5 log_says d1 'VRRP_Script\(chk_nginx\) succeeded'
  expect_now "the client reaches the address" succeeds on client ping -c 1 -W 2 $virtual
  expect_steady "d1 keeps it" for 5 holds_alone d1 d2 $virtual
}

nginx_fails_and_returns() {
  step "nginx dies on d1: three failures lower its priority from 101 to 96"
  rm /run/nginx.d1
  expect "d1 lowers its priority" within 12 log_says d1 '\(VI_1\) Changing effective priority from 101 to 96'
  expect "d2 takes over" within 8 holds_alone d2 d1 $virtual
  expect_now "d1 went to BACKUP because of the higher priority" log_says d1 'Master received advert from 192.168.56.102 with higher priority 100, ours 96'
  expect_now "the client reaches the address" succeeds on client ping -c 1 -W 2 $virtual
  step "nginx runs again on d1: two successes raise the priority"
  touch /run/nginx.d1
  expect "d1 raises its priority" within 10 log_says d1 '\(VI_1\) Changing effective priority from 96 to 101'
  expect "d1 preempts" within 10 holds_alone d1 d2 $virtual
}

script_processes() { pgrep -c -f '^sleep 4321'; }
at_most_one_script() { [ "$(script_processes)" -le 1 ]; }
script_is_running() { [ "$(script_processes)" -ge 1 ]; }
no_script() { [ "$(script_processes)" = 0 ]; }

script_hangs() {
  step "The script hangs: it is ended with all it started, and counts as failed"
  touch /run/hang.d1
  expect_steady "it never runs twice at a time" for 7 at_most_one_script
  expect "three runs that took too long lower the priority" within 15 log_says d1 'VRRP_Script\(chk_nginx\) timed_out'
  expect_now "the log names the cure" log_says d1 'longer .timeout'
  expect "d2 takes over" within 8 holds_alone d2 d1 $virtual
  rm /run/hang.d1
  expect "nothing of it is left" within 6 no_script
  expect "d1 preempts once the script succeeds again" within 20 holds_alone d1 d2 $virtual
}

script_stops_its_daemon() {
  step "The script stops its own daemon"
  touch /run/give-up.d1
  expect "d2 has the virtual address" within 8 holds_alone d2 d1 $virtual
  expect "d1's daemon has ended" within 5 director_has_ended d1
  expect_now "and cleanly: it said so" log_says d1 'Stopped'
  expect_now "with priority 0" log_says d1 'sent 0 priority'
  rm /run/give-up.d1
  start_director d1
  expect "started again, d1 preempts" within 15 holds_alone d1 d2 $virtual
  step "The daemon is stopped while its script runs"
  touch /run/hang.d1
  expect "the script hangs" within 5 script_is_running
  stop_director d1
  expect "nothing of the script is left" within 5 no_script
}
