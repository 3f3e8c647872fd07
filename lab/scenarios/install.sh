# description: scripts/install on a machine of its own: files, init script, configurations left alone, removal

virtual=172.17.1.160

scenario() {
  build_direct_routing_network
  fresh_machine
  installs
  init_script_runs_the_daemon
  real_server_script
  installs_over_a_configuration
  uninstalls
  prefers_keepalived_configuration
  packagers_destination
}

install_script() { "$LAB_CHECKOUT/scripts/install" "$@" >"$LAB_OUTPUT/install.log" 2>&1; }

# The guest's disk is this machine's under a layer; it must look like one that has neither lvsd nor keepalived.
fresh_machine() {
  rm -rf /etc/lvsd /etc/keepalived /etc/default/lvsd /etc/default/keepalived /etc/init.d/keepalived /etc/init.d/lvsd /usr/sbin/lvsd
}

installs() {
  step "scripts/install"
  expect_now "it succeeds" install_script --binary "$LAB_BINARY"
  sed 's/^/    /' "$LAB_OUTPUT/install.log"
  local file
  for file in /usr/sbin/lvsd /usr/sbin/lvsrsdr /etc/init.d/lvsd /etc/init.d/lvsrsdr /etc/init.d/keepalived; do
    expect_now "$file can be run" test -x $file
  done
  for file in /usr/lib/systemd/system/lvsd.service /usr/lib/systemd/system/lvsrsdr.service; do
    expect_now "$file is there" test -s $file
    # It also complains of other units of this machine; only ours count.
    expect_now "systemd finds no fault with it" no_complaint_about $file
  done
  expect_now "/usr/sbin/lvsd prints its version" succeeds /usr/sbin/lvsd -v
  expect_now "nothing was started" fails pidof lvsd
}

no_complaint_about() {
  type -P systemd-analyze >/dev/null || return 0
  ! systemd-analyze verify "$1" 2>&1 | grep -F "${1##*/}"
}

init_script_runs_the_daemon() {
  step "/etc/init.d/lvsd"
  mkdir -p /etc/lvsd
  cp "$LAB/configurations/quick-d1.conf" /etc/lvsd/lvsd.conf
  # keepalived in lvsd's place does not know that file.
  [ "$LAB_DAEMON" = lvsd ] || echo 'DAEMON_ARGS="-f /etc/lvsd/lvsd.conf"' >/etc/default/lvsd
  expect_now "the installed daemon accepts the configuration" succeeds on d1 lvsd -t
  expect_now "status: stopped" status_is 3
  expect_now "start" succeeds on d1 /etc/init.d/lvsd start
  expect "the virtual address is there" within 12 has_address d1 $virtual
  expect_now "status: running" status_is 0
  expect_now "start again does nothing" succeeds on d1 /etc/init.d/lvsd start
  expect_now "reload" succeeds on d1 /etc/init.d/lvsd reload
  expect_steady "the virtual address stays" for 3 has_address d1 $virtual
  expect_now "/etc/init.d/keepalived stop stops it" succeeds on d1 /etc/init.d/keepalived stop
  expect "the virtual address is gone" within 5 lacks_address d1 $virtual
  expect_now "status: stopped" status_is 3
}

status_is() {
  on d1 /etc/init.d/lvsd status >/dev/null 2>&1
  [ $? = "$1" ]
}

real_server_script() {
  step "lvsrsdr"
  echo "VIPS=$virtual" >/etc/default/lvsrsdr
  expect_now "start" succeeds on rs1 /etc/init.d/lvsrsdr start
  expect_now "the address is on lo" has_address rs1 $virtual
  expect_now "stop" succeeds on rs1 /usr/sbin/lvsrsdr stop
  expect_now "it is gone" lacks_address rs1 $virtual
}

installs_over_a_configuration() {
  step "scripts/install again"
  echo "# edited" >>/etc/lvsd/lvsd.conf
  expect_now "it succeeds" install_script --binary "$LAB_BINARY"
  expect_now "the edited configuration is as it was" grep -q '^# edited' /etc/lvsd/lvsd.conf
}

uninstalls() {
  step "scripts/install --uninstall"
  expect_now "it succeeds" install_script --uninstall
  local file
  for file in /usr/sbin/lvsd /usr/sbin/lvsrsdr /etc/init.d/lvsd /etc/init.d/lvsrsdr /etc/init.d/keepalived \
    /usr/lib/systemd/system/lvsd.service /usr/lib/systemd/system/lvsrsdr.service /usr/share/doc/lvsd; do
    expect_now "$file is gone" test ! -e $file
  done
  expect_now "the configuration stays" test -s /etc/lvsd/lvsd.conf
}

prefers_keepalived_configuration() {
  step "A machine with a keepalived.conf"
  rm -rf /etc/lvsd
  mkdir -p /etc/keepalived
  cp "$LAB/configurations/quick-d1.conf" /etc/keepalived/keepalived.conf
  expect_now "scripts/install succeeds" install_script --binary "$LAB_BINARY"
  expect_now "no example comes before it" test ! -e /etc/lvsd/lvsd.conf
  expect_now "the daemon reads it" succeeds on d1 lvsd -t
}

packagers_destination() {
  step "DESTDIR and PREFIX"
  expect_now "it succeeds" env DESTDIR=/run/package PREFIX=/usr/local "$LAB_CHECKOUT/scripts/install" --binary "$LAB_BINARY"
  expect_now "the program is under both" test -x /run/package/usr/local/sbin/lvsd
  expect_now "the unit starts the program of the prefix" \
    grep -q '^ExecStart=/usr/local/sbin/lvsd' /run/package/usr/local/lib/systemd/system/lvsd.service
}
