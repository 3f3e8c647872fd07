# description: the real server's script: addresses, ARP settings and their return, bad input, no root

virtual=172.17.1.160
another=172.17.1.161
virtual6=2001:db8::160

scenario() {
  bridge lan
  host client eth0 172.17.1.10/20
  host rs1 eth0 172.17.1.152/20
  former_settings
  start_once_and_twice
  arp_silence
  stop_once_and_twice
  several_addresses
  defaults_file
  partial_stop
  bad_addresses
  no_address
  without_root
  as_an_init_script
}

# Values that neither the kernel nor the script would set, to see that exactly they come back.
former_settings() {
  on rs1 sysctl --quiet --write net.ipv4.conf.lo.arp_ignore=2 net.ipv4.conf.lo.arp_announce=1 \
    net.ipv4.conf.all.arp_ignore=0 net.ipv4.conf.all.arp_announce=1
  settings_before=$(settings)
}

settings() {
  on rs1 sysctl --values net.ipv4.conf.lo.arp_ignore net.ipv4.conf.lo.arp_announce \
    net.ipv4.conf.all.arp_ignore net.ipv4.conf.all.arp_announce | tr '\n' ' '
}

on_loopback() { on rs1 ip -oneline address show dev lo | grep -qF " $1 "; }
times_on_loopback() { on rs1 ip -oneline address show dev lo | grep -cF " $1 "; }

# call STATUS ARGUMENTS...: calls the script; its exit status must be STATUS. Its output is in $said.
call() {
  local wanted=$1 status
  shift
  said=$(lvsrsdr rs1 "$@" 2>&1)
  status=$?
  expect_value "lvsrsdr $* exits with" "$status" = "$wanted"
}

says() { # says DESCRIPTION TEXT
  case $said in
  *"$2"*) passed "$1" ;;
  *) failed "$1: it said: $said" ;;
  esac
}

start_once_and_twice() {
  step "start"
  call 3 status
  says "status says so" "stopped"
  call 0 start $virtual
  expect_now "the address is on lo as /32" on_loopback $virtual/32
  expect_value "the settings" "$(settings)" = "1 2 1 2 "
  call 0 status
  says "status names the address" "$virtual is on lo"
  says "status says that it runs" "running"
  call 0 start $virtual
  expect_value "started twice, the address is there once" "$(times_on_loopback $virtual/32)" = 1
  expect_value "the settings" "$(settings)" = "1 2 1 2 "
}

arp_silence() {
  step "Nobody learns of the address"
  expect_now "the host answers ARP for its own address" hears_arp 172.17.1.152
  expect_now "it does not for the virtual one" fails hears_arp $virtual
}

hears_arp() { on client busybox arping -q -c 2 -w 2 -I eth0 "$1"; }

stop_once_and_twice() {
  step "stop"
  call 0 stop
  expect_now "the address is gone" fails on_loopback $virtual/32
  expect_value "the former settings are back" "$(settings)" = "$settings_before"
  call 3 status $virtual
  says "status says so" "stopped"
  call 0 stop
  call 0 stop $virtual
  expect_value "stopped twice: still the former settings" "$(settings)" = "$settings_before"
  on rs1 ip address add $virtual/32 dev lo
  on rs1 sysctl --quiet --write net.ipv4.conf.lo.arp_ignore=0
  expect_now "without the script's settings the host answers ARP for it" hears_arp $virtual
  call 1 status $virtual
  says "status calls that partly set up" "partly"
  on rs1 sysctl --quiet --write net.ipv4.conf.lo.arp_ignore=2
  on rs1 ip address del $virtual/32 dev lo
}

several_addresses() {
  step "Several addresses, IPv6 among them"
  call 0 start $virtual $another $virtual6
  expect_now "the first is on lo" on_loopback $virtual/32
  expect_now "the second is on lo" on_loopback $another/32
  expect_now "the IPv6 address is on lo as /128" on_loopback $virtual6/128
  expect_now "and usable at once" not_tentative
  call 0 restart
  expect_now "after a restart all are there" all_three
  expect_value "with the settings" "$(settings)" = "1 2 1 2 "
  call 0 stop
  expect_now "stop takes off what start has set" no_address_left
  expect_value "the former settings are back" "$(settings)" = "$settings_before"
  call 0 start 2001:DB8:0:0::160
  call 0 stop $virtual6
  expect_value "an address written in another way is the same address" "$(settings)" = "$settings_before"
}

not_tentative() { ! on rs1 ip -6 address show dev lo | grep -q tentative; }
all_three() { on_loopback $virtual/32 && on_loopback $another/32 && on_loopback $virtual6/128; }
no_address_left() { ! on_loopback $virtual/32 && ! on_loopback $another/32 && ! on_loopback $virtual6/128; }

defaults_file() {
  step "Addresses from /etc/default/lvsrsdr"
  echo "VIPS=\"$virtual $virtual6\"" >/etc/default/lvsrsdr
  call 0 start
  expect_now "both are on lo" both_of_the_file
  call 0 status
  call 0 stop
  expect_now "both are gone" no_address_left
  call 0 start
  echo "VIPS=\"$virtual\"" >/etc/default/lvsrsdr
  call 0 stop
  expect_now "stop also takes off what the file named before it was edited" no_address_left
  echo 'VIPS="172.17.1.160 nonsense"' >/etc/default/lvsrsdr
  call 2 start
  says "a bad address in the file is named" "'nonsense'"
  expect_now "and nothing is set" no_address_left
  rm /etc/default/lvsrsdr
}

both_of_the_file() { on_loopback $virtual/32 && on_loopback $virtual6/128; }

partial_stop() {
  step "One of two addresses is stopped"
  call 0 start $virtual $another
  call 0 stop $virtual
  expect_now "it is gone" fails on_loopback $virtual/32
  expect_now "the other stays" on_loopback $another/32
  expect_value "with the settings" "$(settings)" = "1 2 1 2 "
  call 0 stop $another
  expect_value "with the last one the former settings return" "$(settings)" = "$settings_before"
}

bad_addresses() {
  local address
  step "Bad addresses"
  for address in 300.1.1.1 1.2.3 1.2.3.4.5 1.2.3. 01.2.3.4 1..2.3 172.17.1.160/32 '1.2.3.4;id' '1.2.3.4 ' -h --help '' '*' \
    host.example gggg::1 1::2::3 1:2:3:4:5:6:7:8:9 1:2:3 12345::1 :1::2 ::1: 127.0.0.1 0.0.0.0 224.0.0.18 255.255.255.255 \
    :: ::1 ff02::12 fe80::1; do
    call 2 start "$address"
    says "it is named" "$address"
  done
  call 2 start $virtual 300.1.1.1
  expect_now "one bad address among good ones: nothing is set" no_address_left
  expect_value "no setting has changed" "$(settings)" = "$settings_before"
  call 2 nonsense
  says "an unknown action shows the usage" "usage:"
  call 2
  says "no action shows the usage" "usage:"
}

no_address() {
  step "No address at all"
  call 6 start
  says "it says where to put one" "/etc/default/lvsrsdr"
  expect_value "no setting has changed" "$(settings)" = "$settings_before"
}

without_root() {
  local action
  step "Without root"
  for action in start stop; do
    said=$(on rs1 setpriv --reuid=65534 --regid=65534 --clear-groups "$LAB_CHECKOUT/scripts/lvsrsdr" $action $virtual 2>&1)
    expect_value "$action exits with" "$?" = 4
    says "$action says that it needs root" "needs root"
  done
  said=$(on rs1 setpriv --reuid=65534 --regid=65534 --clear-groups "$LAB_CHECKOUT/scripts/lvsrsdr" status $virtual 2>&1)
  expect_value "status needs none and exits with" "$?" = 3
}

as_an_init_script() {
  step "As an init script"
  expect_now "it has an LSB header" grep -q '^### BEGIN INIT INFO' "$LAB_CHECKOUT/scripts/lvsrsdr"
  expect_now "and a chkconfig line" grep -q '^# chkconfig: ' "$LAB_CHECKOUT/scripts/lvsrsdr"
  expect_now "plain sh can read it" busybox sh -n "$LAB_CHECKOUT/scripts/lvsrsdr"
}
