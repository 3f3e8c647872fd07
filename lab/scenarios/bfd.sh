# description: BFD with BIRD and keepalived: takeover when the router is out of reach, a real server that falls silent, restart and reload
# needs: bird2 keepalived

virtual=172.17.1.160
silent=172.17.1.152:80
other=172.17.1.153:80

scenario() {
  bridge lan
  bridge outer
  host d1 eth0 172.17.1.150/20
  host d1 eth1 10.20.0.11/24 outer
  host d2 ens32 172.17.1.151/20
  host d2 ens33 10.20.0.12/24 outer
  host rs1 eth0 172.17.1.152/20
  host rs2 eth0 172.17.1.153/20
  host router eth0 10.20.0.1/24 outer
  start_web_server rs2
  start_bird router 5 "neighbor 10.20.0.11;" "neighbor 10.20.0.12;"
  start_bird rs1 5 "neighbor 172.17.1.150;"
  configure_director d1 "$LAB/configurations/bfd-d1.conf"
  configure_director d2 "$LAB/configurations/bfd-d2.conf"
  start_director d1
  start_director d2 keepalived

  comes_up
  is_restarted
  is_reloaded
  loses_router
  loses_server
  stops
}

# says_since LINES EXPRESSION: a line of d1's log behind the first LINES matches.
says_since() { tail -n "+$(($1 + 1))" "$(director_log d1)" | grep -E -q -- "$2"; }
lines() { wc -l <"$(director_log d1)"; }

comes_up() {
  step "Sessions with BIRD come up"
  expect "BIRD on the router sees d1" within 10 bird_says router 10.20.0.11 Up
  expect "and keepalived on d2" within 10 bird_says router 10.20.0.12 Up
  expect "BIRD on rs1 sees d1" within 5 bird_says rs1 172.17.1.150 Up
  expect_now "d1 says so in keepalived's words" log_says d1 '\(router\) Entering Up state'
  expect "d1 is master" within 10 holds_alone d1 d2 $virtual
  expect "both real servers get traffic" within 5 table_is d1 "TCP $virtual:80 rr" "-> $silent Route 1" "-> $other Route 1"
}

undisturbed() {
  bird_says router 10.20.0.11 Up && bird_says rs1 172.17.1.150 Up && has_address d1 $virtual && has_real_server d1 $silent &&
    ! says_since "$1" 'Entering Down|Tracked BFD|Removing service'
}

is_restarted() {
  step "The BFD process of d1 is killed"
  local before
  before=$(lines)
  kill -s KILL "$(cat "$(director_directory d1)/run/bfd.pid")"
  expect "another one goes on with the sessions" within 5 says_since "$before" '\(router\) Going on in Up state'
  expect_steady "nobody has noticed" for 2 undisturbed "$before"
}

is_reloaded() {
  step "A reload changes the intervals"
  local before
  before=$(lines)
  edit_configuration d1 's/min_rx 100/min_rx 150/'
  reload_director d1
  expect "the neighbours are asked to agree" within 5 says_since "$before" 'local min_tx 100000 min_rx 150000 .* Detection time is 750000 us'
  expect_steady "and no session goes down" for 2 undisturbed "$before"
  step "A reload gives a session another name"
  local process
  process=$(cat "$(director_directory d1)/run/bfd.pid")
  before=$(lines)
  edit_configuration d1 's/bfd_instance server/bfd_instance web/; s/name server/name web/'
  reload_director d1
  expect "it begins anew" within 8 says_since "$before" '\(web\) Entering Up state'
  expect_steady "in the same process, and its real server keeps its traffic" for 2 is_renamed "$process"
}

is_renamed() { [ "$(cat "$(director_directory d1)/run/bfd.pid")" = "$1" ] && has_real_server d1 $silent; }

loses_router() {
  step "The router is out of d1's reach"
  cut d1 outer
  expect "d1 notices" within 3 log_says d1 '\(router\) Entering Down state \(Local diagnostic - Control Detection Time Expired'
  expect_now "and its priority falls" log_says d1 'Changing effective priority from 150 to 90'
  expect "d2 takes over" within 8 holds_alone d2 d1 $virtual
  step "The router is back"
  mend d1 outer
  expect "d1 takes back" within 10 holds_alone d1 d2 $virtual
}

loses_server() {
  step "rs1 falls silent"
  kill -s KILL "$(cat /run/bird.rs1)"
  expect "it gets no traffic any more" within 3 lacks_real_server d1 $silent
  expect_now "in keepalived's words" log_says d1 'BFD check of \[server\] RS\(\[172.17.1.152\]:tcp:80'
  start_bird rs1 5 "neighbor 172.17.1.150;"
  expect "until it is back" within 6 has_real_server d1 $silent
}

stops() {
  step "d1 stops"
  stop_director d1
  expect_now "the router was told, and hasn't had to wait" bird_says router 10.20.0.11 Down
  expect "d2 takes over" within 5 has_address d2 $virtual
}
