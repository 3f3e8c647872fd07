# description: the installed units under systemd: start, reload, restart by keepalived's name, crash, hang, stop; with journald, the system-call filter and the AppArmor profile in force
# needs: systemd apparmor
# kernel: lsm=yama,apparmor

virtual=172.17.1.160
first=172.17.1.152:80
second=172.17.1.153:80
whole_table=("TCP $virtual:80 rr" "-> $first Route 1" "-> $second Route 1")

scenario() {
  build_direct_routing_network
  start_web_server rs1
  start_web_server rs2
  rm -rf /etc/lvsd /etc/keepalived /etc/default/lvsd /etc/default/keepalived
  mkdir -p /etc/lvsd
  cp "$LAB/configurations/quick-d1.conf" /etc/lvsd/lvsd.conf
  expect_now "scripts/install" succeeds "$LAB_CHECKOUT/scripts/install" --binary "$LAB_BINARY"
  load_profile
  start_systemd d1 journald
  forbid_strictly
  enabled
  in_the_journal
  in_force
  reloaded
  upgraded
  restarted_as_keepalived
  crashes
  hangs
  stopped
  no_configuration
  nothing_refused
  real_server_unit
}

# In force, not only complaining; what it refuses stands in the kernel's log.
load_profile() {
  step "The AppArmor profile is loaded"
  mount -t securityfs securityfs /sys/kernel/security
  sed 's/, complain//' "$LAB_CHECKOUT/packaging/apparmor/usr.sbin.lvsd" >/run/profile
  expect_now "the kernel takes it" succeeds apparmor_parser --replace --skip-cache /run/profile
  expect_now "it refuses what it doesn't name" refuses_strangers
  expect_value "and tells" "$(refusal_count)" -ge 1
  dmesg --clear
}

refuses_strangers() { ! aa-exec --profile=lvsd -- /bin/bash -c ': >/etc/lvsd/strange' 2>/dev/null; }
refusal_count() { dmesg | grep -c 'apparmor="DENIED"'; }

# A system call that the unit doesn't allow ends the process here, instead of failing, so that none can be overlooked.
forbid_strictly() {
  mkdir -p /etc/systemd/system/lvsd.service.d
  printf '[Service]\nSystemCallErrorNumber=kill\n' >/etc/systemd/system/lvsd.service.d/strict.conf
  systemctl_on_director daemon-reload
}

enabled() {
  step "systemctl enable --now lvsd"
  expect_now "it succeeds" succeeds systemctl_on_director enable --now lvsd
  expect_now "lvsd is active" unit_state_is active lvsd
  expect_now "and is keepalived, too" unit_state_is active keepalived
  expect_value "it has told systemd its state" "$(unit_property StatusText)" = Running
  expect "it is master" within 12 has_address d1 $virtual
  expect "its table is filled" within 15 table_is d1 "${whole_table[@]}"
}

in_the_journal() {
  step "The journal"
  expect "an instance's lines are found by field" within 5 journal_has LVSD_INSTANCE=VI_1 LVSD_EVENT=entered_master
  expect_now "they tell the role" journal_has LVSD_INSTANCE=VI_1 SYSLOG_IDENTIFIER=lvsd_vrrp LVSD_ROLE=vrrp
  expect_now "real servers are found, too" journal_has LVSD_REAL_SERVER="[${first%:*}]:tcp:80" LVSD_VIRTUAL_SERVER="[$virtual]:tcp:80"
  expect_now "and all belongs to the unit" journal_has _SYSTEMD_UNIT=lvsd.service LVSD_ROLE=daemon
}

# journal_has FIELD=VALUE...
journal_has() { journalctl_on_director --quiet --output=cat "$@" | grep -q .; }

in_force() {
  step "What they may do"
  local process
  for process in $(pgrep -x 'lvsd|lvsd_vrrp|lvsd_check'); do
    expect_now "$(cat "/proc/$process/comm"): the profile is in force" grep -q '^lvsd (enforce)' "/proc/$process/attr/current"
    expect_now "the filter of system calls, too" grep -q '^Seccomp:\s*2' "/proc/$process/status"
  done
  expect_now "what a role executes gets no more rights" grep -q '^NoNewPrivs:\s*1' "/proc/$(pgrep -x lvsd_vrrp)/status"
}

upgraded() {
  step "The program is replaced"
  local process
  process=$(unit_property MainPID)
  systemctl_on_director kill --kill-who=main --signal=USR1 lvsd
  systemctl_on_director kill --kill-who=main --signal=USR2 lvsd
  expect "files that signals ask for are written" within 5 test -s /run/lvsd/keepalived.stats
  expect_now "by order" succeeds systemctl_on_director kill --kill-who=main --signal=RTMIN+4 lvsd
  expect "it is done" within 20 journal_has MESSAGE="Upgrade finished"
  expect_value "the process is the same" "$(unit_property MainPID)" = "$process"
  expect_now "the virtual address stayed" has_address d1 $virtual
  expect_now "the table, too" table_is d1 "${whole_table[@]}"
}

reloaded() {
  step "systemctl reload"
  local process
  process=$(unit_property MainPID)
  sed --in-place 's/weight 1/weight 2/' /etc/lvsd/lvsd.conf
  expect_now "reload lvsd" succeeds systemctl_on_director reload lvsd
  expect "the new weights are in force" within 10 table_is d1 "TCP $virtual:80 rr" "-> $first Route 2" "-> $second Route 2"
  sed --in-place 's/weight 2/weight heavy/' /etc/lvsd/lvsd.conf
  systemctl_on_director reload lvsd
  expect "a configuration with errors is told in its status" within 10 status_tells_of_errors
  expect_now "the old one stays in force" table_is d1 "TCP $virtual:80 rr" "-> $first Route 2" "-> $second Route 2"
  sed --in-place 's/weight heavy/weight 1/' /etc/lvsd/lvsd.conf
  expect_now "reload keepalived" succeeds systemctl_on_director reload keepalived
  expect "the weights are back" within 10 table_is d1 "${whole_table[@]}"
  sed --in-place '1i vrrp_script run {\n    script "/usr/bin/touch /run/script-ran"\n    interval 1\n    user root\n}' /etc/lvsd/lvsd.conf
  sed --in-place 's/virtual_router_id 51/&\n    track_script {\n        run\n    }/' /etc/lvsd/lvsd.conf
  expect_now "a script comes" succeeds systemctl_on_director reload lvsd
  expect "it runs, although the profile and no_new_privs together forbid it to the former process" within 10 test -e /run/script-ran
  expect_value "the process is the same" "$(unit_property MainPID)" = "$process"
  expect_now "the virtual address stayed" has_address d1 $virtual
}

status_tells_of_errors() {
  case $(unit_property StatusText) in *error*) return 0 ;; *) return 1 ;; esac
}

restarted_as_keepalived() {
  step "systemctl restart keepalived"
  local process
  process=$(unit_property MainPID)
  expect_now "it succeeds" succeeds systemctl_on_director restart keepalived
  expect_value "the process is another" "$(unit_property MainPID)" != "$process"
  expect "it is master again" within 12 has_address d1 $virtual
  expect "its table is filled" within 15 table_is d1 "${whole_table[@]}"
}

crashes() {
  step "All its processes are killed: systemd starts it anew, and it adopts the table"
  watch_commands d1
  restarts "kill -9" all KILL 15
  expect "it is master" within 12 has_address d1 $virtual
  expect_steady "the table does not change" for 4 table_is d1 "${whole_table[@]}"
  expect_value "nothing was written to it" "$(written_command_count d1)" = 0
  step "Only the supervisor is killed"
  restarts "kill -9 of the supervisor" main KILL 15
  expect "it is master" within 12 has_address d1 $virtual
  # Its roles may have tidied up when they saw it die.
  expect "its table is filled" within 15 table_is d1 "${whole_table[@]}"
}

hangs() {
  step "The supervisor hangs: systemd's watchdog kills it"
  restarts "a stopped process" main STOP 60
  expect "it is master" within 12 has_address d1 $virtual
}

# restarts DESCRIPTION PROCESSES SIGNAL SECONDS
restarts() {
  local before
  before=$(unit_property NRestarts)
  systemctl_on_director kill --kill-who="$2" --signal="$3" lvsd
  expect "$1: systemd restarts it" within "$4" has_restarted "$before"
  expect "it is active" within 10 unit_state_is active lvsd
}

has_restarted() { [ "$(unit_property NRestarts)" -gt "$1" ]; }

stopped() {
  step "systemctl stop keepalived"
  expect_now "it succeeds" succeeds systemctl_on_director stop keepalived
  expect_now "lvsd is inactive" unit_state_is inactive lvsd
  expect_now "the virtual address is gone" lacks_address d1 $virtual
  expect_now "the table is empty" table_is_empty d1
}

no_configuration() {
  step "No configuration at all"
  rm /etc/lvsd/lvsd.conf
  systemctl_on_director start lvsd >/dev/null 2>&1
  expect_now "nothing is started" unit_state_is inactive lvsd
  expect_now "systemctl disable takes back the name of keepalived" succeeds systemctl_on_director disable lvsd
  expect_now "it has" test ! -e /etc/systemd/system/keepalived.service
}

nothing_refused() {
  step "Nothing was refused in all that time"
  expect_value "by the profile" "$(refusal_count)" = 0
  dmesg | grep 'apparmor="DENIED"' | head -n 20
  expect_now "by the filter" lacks_violations
}

lacks_violations() { ! dmesg | grep -E 'type=1326|sig=31'; }

real_server_unit() {
  step "lvsrsdr.service"
  echo "VIPS=$virtual" >/etc/default/lvsrsdr
  expect_now "start" succeeds systemctl_on_director start lvsrsdr
  expect_now "the address is on lo" has_address d1 $virtual
  expect_now "stop" succeeds systemctl_on_director stop lvsrsdr
  expect_now "it is gone" lacks_address d1 $virtual
}
