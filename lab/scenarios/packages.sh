# description: docs/OPERATING.md with the Debian packages under systemd: set-up, a new server, maintenance, upgrade under traffic, scripts' rights, keepalived's place
# needs: systemd dpkg-dev fakeroot binutils keepalived
# time limit: 400

virtual=172.17.1.160
first=172.17.1.152:80
second=172.17.1.153:80

scenario() {
  build_direct_routing_network
  start_web_server rs1
  start_web_server rs2
  # Of a machine that builds packages; this one runs services.
  rm -f /usr/sbin/policy-rc.d
  rm -rf /etc/lvsd /etc/keepalived /etc/default/lvsd /etc/default/keepalived /usr/sbin/lvsd /usr/sbin/lvsrsdr /lib/systemd/system/lvsd.service
  build_packages
  expect_now "dpkg -i lvsd" install_package lvsd
  start_systemd d1
  real_servers
  first_set_up
  changes
  maintenance
  upgrade
  rights_of_scripts
  keepalived_place
  end
}

# Those of scripts/test-packages, where they are made of this program; building in here takes its time.
build_packages() {
  local made
  packages="$LAB_CHECKOUT/.build/packages"
  made=$(echo "$packages"/lvsd_*.deb)
  [ ! "$made" -nt "$LAB_BINARY" ] || return 0
  packages=/run/packages
  mkdir -p $packages
  expect_now "the packages are built" packages_are_built
}

packages_are_built() { PACKAGE_COMPRESSION=none "$LAB_CHECKOUT/scripts/package" --binary "$LAB_BINARY" --output $packages >"$LAB_OUTPUT/package.log" 2>&1; }

install_package() { dpkg -i "$packages/$1"_*.deb >>"$LAB_OUTPUT/dpkg.log" 2>&1; }

# As on a machine whose first process is systemd.
under_systemd() {
  nsenter --target "$SYSTEMD_PROCESS" --pid --mount --net env SYSTEMD_UNIT_PATH=/etc/systemd/system:/run/lab-units "$@" >>"$LAB_OUTPUT/dpkg.log" 2>&1
}

real_servers() {
  step "Real servers: VIPS in /etc/default/lvsrsdr, start"
  echo "VIPS=$virtual" >/etc/default/lvsrsdr
  expect_now "rs1" succeeds on rs1 /etc/init.d/lvsrsdr start
  expect_now "rs2" succeeds on rs2 lvsrsdr start
}

first_set_up() {
  step "First set-up"
  expect_now "nothing was started" fails pgrep -x lvsd
  cp /usr/share/doc/lvsd/examples/dr-director1.conf /etc/lvsd/lvsd.conf
  expect_now "the example is accepted" succeeds on d1 lvsd -t
  expect_now "lvsd --print-config" succeeds on d1 lvsd --print-config
  # The example's checks take their time.
  cp "$LAB/configurations/quick-d1.conf" /etc/lvsd/lvsd.conf
  expect_now "systemctl enable --now lvsd" succeeds systemctl_on_director enable --now lvsd
  expect "it is master" within 12 has_address d1 $virtual
  expect "its table is filled" within 15 weights_are 1 1
  expect_now "systemctl status" succeeds systemctl_on_director status lvsd
  expect "the client is served" within 5 answered_by $virtual 6 rs1 rs2
}

weights_are() { table_is d1 "TCP $virtual:80 rr" "-> $first Route $1" "-> $second Route $2"; }

# set_weights FIRST SECOND
set_weights() {
  sed --in-place "/172.17.1.152 80/,/weight/ s/weight .*/weight $1/; /172.17.1.153 80/,/weight/ s/weight .*/weight $2/" /etc/lvsd/lvsd.conf
}

changes() {
  step "Changing a weight"
  set_weights 2 3
  expect_now "lvsd -t" succeeds on d1 lvsd -t
  expect_now "systemctl reload lvsd" succeeds systemctl_on_director reload lvsd
  expect "the weights are in force" within 10 weights_are 2 3
}

maintenance() {
  step "Maintenance of a real server: weight 0"
  set_weights 0 3
  expect_now "systemctl reload lvsd" succeeds systemctl_on_director reload lvsd
  expect "it gets no more connections" within 10 weights_are 0 3
  expect "the other one serves alone" within 5 answered_by $virtual 4 rs2
  set_weights 1 1
  expect_now "and back" succeeds systemctl_on_director reload lvsd
  expect "both serve" within 10 answered_by $virtual 6 rs1 rs2
}

upgrade() {
  step "Upgrade of the package under traffic"
  local process
  process=$(unit_property MainPID)
  watch_commands d1
  expect_now "dpkg -i" under_systemd dpkg -i "$packages"/lvsd_*.deb
  expect "the daemon runs the new file" within 20 test "/proc/$(main_process)/exe" -ef /usr/sbin/lvsd
  expect "it is done" within 20 status_is Running
  expect_value "the process is the same for systemd" "$(unit_property MainPID)" = "$process"
  expect_value "it was not restarted" "$(unit_property NRestarts)" = 0
  expect_now "it is active" unit_state_is active lvsd
  expect_now "and master" has_address d1 $virtual
  expect_value "not one command changed the table" "$(written_command_count d1)" = 0
}

status_is() { [ "$(unit_property StatusText)" = "$1" ]; }

# Of the main process, its number out here.
main_process() { pgrep --ns "$SYSTEMD_PROCESS" --nslist pid -x lvsd | head -n 1; }

rights_of_scripts() {
  step "What scripts may do"
  cat >/etc/lvsd/notify <<'END'
#!/bin/sh
{
  echo "state $3"
  touch /usr/lvsd-was-here 2>/dev/null && echo "usr writable"
  grep -E '^(CapBnd|NoNewPrivs)' /proc/self/status
} >/run/notified.new
mv /run/notified.new /run/notified
END
  chmod 755 /etc/lvsd/notify
  sed --in-place 's|^    interface eth0|    notify /etc/lvsd/notify\n&|' /etc/lvsd/lvsd.conf
  expect_now "systemctl restart lvsd" succeeds systemctl_on_director restart lvsd
  expect "the script runs" within 15 notified "state MASTER"
  expect_now "/usr is read only for it" fails notified "usr writable"
  expect_now "sudo would work in it" notified "NoNewPrivs:	0"
  sed --in-place 's|^global_defs {|&\n    script_no_new_privileges|' /etc/lvsd/lvsd.conf
  rm -f /run/notified
  expect_now "with script_no_new_privileges" succeeds systemctl_on_director restart lvsd
  expect "it would not" within 15 notified "NoNewPrivs:	1"
  mkdir -p /etc/systemd/system/lvsd.service.d
  cp /usr/share/doc/lvsd/examples/unrestricted-scripts.conf /etc/systemd/system/lvsd.service.d/
  sed --in-place '/script_no_new_privileges/d' /etc/lvsd/lvsd.conf
  rm -f /run/notified
  expect_now "systemctl daemon-reload" succeeds systemctl_on_director daemon-reload
  expect_now "with the drop-in" succeeds systemctl_on_director restart lvsd
  expect "it can do everything" within 15 notified "usr writable"
  rm -r /etc/systemd/system/lvsd.service.d
  systemctl_on_director daemon-reload
}

notified() { grep -qF "$1" /run/notified 2>/dev/null; }

keepalived_place() {
  step "lvsd-keepalived"
  mkdir -p /etc/keepalived
  sed --in-place /notify/d /etc/lvsd/lvsd.conf
  mv /etc/lvsd/lvsd.conf /etc/keepalived/keepalived.conf
  expect_now "it takes keepalived's place" under_systemd dpkg -i "$packages"/lvsd-keepalived_*.deb
  cp --no-dereference /lib/systemd/system/keepalived.service /run/lab-units/
  systemctl_on_director daemon-reload
  expect_now "systemctl restart keepalived" succeeds systemctl_on_director restart keepalived
  expect "with keepalived's configuration" within 15 has_address d1 $virtual
  expect_now "keepalived -t" succeeds on d1 keepalived -t
  expect_now "keepalived is lvsd" test "$(readlink -f /usr/sbin/keepalived)" = /usr/sbin/lvsd
  expect_now "systemctl stop keepalived" succeeds systemctl_on_director stop keepalived
  expect_now "the address is gone" lacks_address d1 $virtual
  expect_now "/etc/init.d/keepalived start" under_systemd /etc/init.d/keepalived start
  expect "it is master" within 15 has_address d1 $virtual
  expect_now "/etc/init.d/lvsd upgrade" under_systemd /etc/init.d/lvsd upgrade
  expect_steady "the address stays" for 3 has_address d1 $virtual
  expect_now "/etc/init.d/keepalived stop" under_systemd /etc/init.d/keepalived stop
  expect "the address is gone" within 5 lacks_address d1 $virtual
}

end() {
  step "Removal"
  expect_now "dpkg --purge" under_systemd dpkg --purge lvsd-keepalived lvsd
  expect_now "the program is gone" test ! -e /usr/sbin/lvsd
  expect_now "the configuration is not" test -s /etc/keepalived/keepalived.conf
}
