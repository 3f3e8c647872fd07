# description: names, scheduling, memory and processors of the processes; network namespaces, an instance, keepalived's files with process numbers
# time limit: 200

virtual=172.17.1.160

scenario() {
  build_direct_routing_network
  start_web_server rs1
  start_web_server rs2
  configure_director d1 "$LAB/configurations/quick-d1.conf"
  configured
  reloaded
  in_namespaces
  hidden_processes
}

# global NAME LINES: the lines become global definitions of the director.
global() {
  edit_configuration "$1" "s/^    router_id.*/    router_id x\n$2/"
}

# process_has ROLE FILE EXPRESSION: a line of a file of the process under /proc.
process_has() { grep -E -q -- "$3" "/proc/$("$1"_process d1)/$2"; }

# The fields behind the name: niceness is the 17th, the policy (2: round robin) the 39th, its priority the 38th.
scheduling_is() { # scheduling_is ROLE NICENESS PRIORITY POLICY
  [ "$(sed 's/.*) //' "/proc/$("$1"_process d1)/stat" | awk '{ print $17, $38, $39 }')" = "$2 $3 $4" ]
}

# SCHED_RESET_ON_FORK makes the kernel tell the policy with that bit left out, and what it forks is ordinary again.
configured() {
  step "Everything is configured"
  global d1 '    process_names\n    vrrp_rt_priority 20\n    vrrp_rlimit_rttime 60000\n    vrrp_no_swap\n    checker_priority -7\n    checker_process_name probes\n    checker_cpu_affinity 0\n    umask 027'
  edit_configuration d1 '1i use_pid_dir'
  start_director d1
  expect "the director works" within 20 works
  expect_now "the VRRP process runs in real time" scheduling_is vrrp 0 20 2
  expect_now "with its limit" process_has vrrp limits 'Max realtime timeout +60000'
  expect_now "and stays in memory" process_has vrrp status '^VmLck:\s+[1-9]'
  expect_now "the other one doesn't" process_has check status '^VmLck:\s+0 kB'
  expect_now "the check process is nicer than others" scheduling_is check -7 0 0
  expect_now "on its processor" process_has check status '^Cpus_allowed_list:\s+0$'
  expect_now "they have their names" names_are keepalived keepalived_vrrp probes
  expect_now "the mask is in force" grep -q '^Umask:.*0027' "/proc/$(director_process d1)/status"
}

works() { has_address d1 $virtual && table_is d1 "TCP $virtual:80 rr" "-> 172.17.1.152:80 Route 1" "-> 172.17.1.153:80 Route 1"; }

names_are() {
  [ "$(cat "/proc/$(director_process d1)/comm") $(cat "/proc/$(vrrp_process d1)/comm") $(cat "/proc/$(check_process d1)/comm")" = "$*" ]
}

reloaded() {
  step "A reload takes it back"
  edit_configuration d1 '/process_names/,/umask/ d'
  reload_director d1
  expect "the VRRP process is an ordinary one" within 10 scheduling_is vrrp 0 0 0
  expect "its memory may be swapped out" within 5 process_has vrrp status '^VmLck:\s+0 kB'
  expect "the check process is as it was started" within 5 scheduling_is check 0 0 0
  expect "the names are lvsd's" within 5 names_are lvsd lvsd_vrrp lvsd_check
  expect_now "the director works" works
  stop_director d1
}

# The daemon is started outside, and works on the host d1; the table of another one is kept in a namespace of its own.
in_namespaces() {
  step "In a namespace by name, as an instance"
  local directory=/run/elsewhere
  mkdir -p $directory
  ip netns add table
  ip -n table link set lo up
  { echo "net_namespace d1"; echo "net_namespace_ipvs table"; echo "instance in"; echo "global_defs {"; echo "lvs_ipset shop"; echo "}"; sed '/use_pid_dir/ d' "$(director_configuration d1)"; } >$directory/lvsd.conf
  "$LAB_BINARY" -f $directory/lvsd.conf -n -l </dev/null >>"$LAB_OUTPUT/elsewhere.log" 2>&1 &
  disown
  expect "the address is in the one" within 15 has_address d1 $virtual
  expect "the table in the other" within 15 table_of_namespace_is_filled
  # A comparison with the table of the wrong namespace, every 5 s, finds everything missing.
  expect_steady "it is compared with itself: nothing is repaired" for 7 nothing_is_repaired
  expect "its traffic is read there" within 5 has_statistics
  expect_now "and none beside the address" table_is_empty d1
  expect "its sets stand with it" within 10 set_is_in table
  expect_now "and not beside the address" set_is_missing_in d1
  expect_now "the log tells which daemon speaks" grep -q 'Changing syslog ident to lvsd_d1_in' "$LAB_OUTPUT/elsewhere.log"
  expect "its process numbers stand where keepalived has them" within 5 test -s /run/keepalived/d1/vrrp_in.pid
  expect_now "its own files in a directory of their own" test -S /run/lvsd/d1_in/control.sock
  sed --in-place 's/^instance in/instance other/' $directory/lvsd.conf
  kill -s HUP "$(cat /run/keepalived/d1/keepalived_in.pid)"
  expect "a reload can't change the instance" within 10 grep -q "can't be changed by a reload" "$LAB_OUTPUT/elsewhere.log"
  kill -s TERM "$(cat /run/keepalived/d1/keepalived_in.pid)"
  expect "on stop the address goes" within 10 lacks_address d1 $virtual
  expect "and the table" within 10 table_of_namespace_is_empty
  expect_now "-s names a namespace that isn't there in vain" refuses_namespace
}

has_statistics() { "$(dirname "$LAB_BINARY")/lvsctl" show real-server --json --runtime-dir /run/lvsd/d1_in | grep -q '"activeConnections":0'; }
nothing_is_repaired() { ! grep -E 'File exists|is missing' "$LAB_OUTPUT/elsewhere.log"; }
set_is_in() { ip netns exec "$1" ipset test shop-vip 172.17.1.160,tcp:80 2>/dev/null; }
set_is_missing_in() { ! ip netns exec "$1" ipset list -n shop-vip >/dev/null 2>&1; }
table_of_namespace_is_filled() { [ "$(ip netns exec table ipvsadm -Ln | grep -c -e '->.*:80 ')" = 2 ]; }
table_of_namespace_is_empty() { ! ip netns exec table ipvsadm -Ln | grep -q TCP; }

# A role without capabilities sees none of them, one that tracks processes keeps what it needs.
hidden_processes() {
  step "/proc shows only one's own processes"
  cp "$(type -P sleep)" /run/tracked-program
  setpriv --reuid 65534 --clear-groups /run/tracked-program 1000 &
  disown
  mount -o remount,hidepid=ptraceable /proc
  : >/run/nothing.conf
  # A configuration with an include is read by the supervisor's child, and the roles follow without being asked.
  { echo "include /run/nothing.conf"; echo "vrrp_track_process hidden {"; echo "process tracked-program"; echo "}"; cat "$(director_configuration d1)"; } >/run/tracking.conf
  sed --in-place 's/virtual_router_id 51/virtual_router_id 51\n    track_process {\n        hidden\n    }/; /use_pid_dir/ d' /run/tracking.conf
  cp /run/tracking.conf "$(director_configuration d1)"
  start_director d1
  expect "a tracked process of another user is found" within 15 has_address d1 $virtual
  expect_now "by the one process that may look for it" process_has vrrp status '^CapEff:.*[89a-f]....$'
  expect_now "the other one may not" process_has check status '^CapEff:.*[0-7]....$'
  gained
  stop_director d1
  mount -o remount,hidepid=off /proc
}

# What a role has given up it can't have back: another process takes over from it, and the address stays.
gained() {
  step "A reload takes the tracking away and brings it back"
  local process
  sed '/track_process {/,/}/ d' /run/tracking.conf >/run/plain.conf
  sed --in-place '/^vrrp_track_process/,/^}/ d' /run/plain.conf
  stop_director d1
  cp /run/plain.conf "$(director_configuration d1)"
  start_director d1
  expect "the director works" within 20 works
  process=$(vrrp_process d1)
  expect_now "no process may look into others" process_has vrrp status '^CapEff:.*[0-7]....$'
  cp /run/tracking.conf "$(director_configuration d1)"
  reload_director d1
  expect "after the reload another process has the right" within 15 gained_right "$process"
  expect_now "the log says why" log_says d1 "needs rights that it has given up"
  expect_steady "the address stays" for 3 has_address d1 $virtual
}

gained_right() { [ "$(vrrp_process d1)" != "$1" ] && process_has vrrp status '^CapEff:.*[89a-f]....$' && [ "$(log_count d1 "Reload finished")" = 2 ]; }

refuses_namespace() {
  ! "$LAB_BINARY" -s nowhere -f "$(director_configuration d1)" -n -l >"$LAB_OUTPUT/nowhere.log" 2>&1 && grep -q "network namespace can't be used" "$LAB_OUTPUT/nowhere.log"
}
