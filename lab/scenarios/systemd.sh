# description: the installed units under systemd: start, reload, restart by keepalived's name, crash, hang, stop
# needs: systemd

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
  start_systemd d1
  enabled
  reloaded
  restarted_as_keepalived
  crashes
  hangs
  stopped
  no_configuration
  real_server_unit
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

real_server_unit() {
  step "lvsrsdr.service"
  echo "VIPS=$virtual" >/etc/default/lvsrsdr
  expect_now "start" succeeds systemctl_on_director start lvsrsdr
  expect_now "the address is on lo" has_address d1 $virtual
  expect_now "stop" succeeds systemctl_on_director stop lvsrsdr
  expect_now "it is gone" lacks_address d1 $virtual
}
