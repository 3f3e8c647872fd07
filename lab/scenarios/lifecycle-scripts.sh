# description: startup_script and shutdown_script: nothing before, nothing after; HUP, TERM and questions meanwhile

virtual=172.17.1.160
other=172.17.1.161

scenario() {
  bridge lan
  host d1 eth0 172.17.1.150/20
  # It runs until it is let go, or is ended with its child.
  cat >/run/lifecycle.sh <<'SCRIPT'
#!/bin/sh
echo "$1 begins" >>/run/lifecycle.log
sleep 600 &
echo $! >/run/lifecycle.child
until [ -e "/run/let-$1-go" ]; do sleep 0.1; done
kill $!
echo "$1 ends" >>/run/lifecycle.log
SCRIPT
  chmod 755 /run/lifecycle.sh
  : >/run/lifecycle.log

  waits_for_startup
  runs_shutdown
  is_told_to_stop
  times_out
}

noted() { grep -q "^$1\$" /run/lifecycle.log; }
has_only_supervisor() { [ "$(director_processes d1 | wc -l)" -le 2 ] && [ ! -e "$(director_directory d1)/vrrp.pid" ]; }
child_is_gone() { ! kill -0 "$(cat /run/lifecycle.child)" 2>/dev/null; }

waits_for_startup() {
  step "The daemon starts; until startup_script ends nothing else happens"
  configure_director d1 "$LAB/configurations/lifecycle.conf"
  start_director d1
  expect "the script runs" within 5 noted "startup begins"
  expect_now "no role is there yet" has_only_supervisor
  step "HUP comes meanwhile, for another address"
  edit_configuration d1 "s/$virtual/$other/"
  reload_director d1
  expect_steady "no address is set, whatever comes" for 1 lacks_address d1 $other
  expect_now "the script goes on" fails noted "startup ends"
  touch /run/let-startup-go
  expect "the script ends" within 5 noted "startup ends"
  expect "the new configuration is in force" within 8 has_address d1 $other
  expect "and the old address isn't there" within 2 lacks_address d1 $virtual
  expect_value "a reload doesn't run the script again: begun" "$(grep -c '^startup begins$' /run/lifecycle.log)" -eq 1
  rm /run/let-startup-go
}

runs_shutdown() {
  step "The daemon stops: shutdown_script runs when all is given up"
  signal_director d1 TERM
  expect "the script runs" within 5 noted "shutdown begins"
  expect_now "the address is gone" lacks_address d1 $other
  expect_now "and the daemon waits" director_is_running d1
  touch /run/let-shutdown-go
  expect "until the script has ended" within 8 director_has_ended d1
  expect_now "which it has" noted "shutdown ends"
}

is_told_to_stop() {
  step "TERM while startup_script runs"
  : >/run/lifecycle.log
  configure_director d1 "$LAB/configurations/lifecycle.conf"
  start_director d1
  expect "the script runs" within 5 noted "startup begins"
  signal_director d1 TERM
  expect "the script is ended with all that it has started" within 4 child_is_gone
  expect "and the daemon ends" within 8 director_has_ended d1
  expect_now "it never was master" lacks_address d1 $virtual
}

times_out() {
  step "A startup_script that takes too long"
  : >/run/lifecycle.log
  configure_director d1 "$LAB/configurations/lifecycle.conf"
  edit_configuration d1 "s/startup_script_timeout 30/startup_script_timeout 1/"
  start_director d1
  expect "is ended, and the daemon goes on" within 10 has_address d1 $virtual
  expect_now "the log says so" log_says d1 'startup_script timed out after 1 s'
  expect_now "nothing of it is left" child_is_gone
  stop_director d1
}
