# description: every checker of lvsd and of keepalived against the same servers, most of them broken: who is taken for alive, case by case
# needs: keepalived python3
# time limit: 240

virtual=172.17.1.160
real=172.17.1.152

scenario() {
  build_direct_routing_network
  make_scripts
  local name
  servers() { python3 "$LAB/tools/canned-servers.py" "$@"; }
  servers configuration $virtual $real >/run/canned.conf
  servers cases >/run/canned.cases
  ip netns exec rs1 python3 "$LAB/tools/canned-servers.py" serve >"$LAB_OUTPUT/servers.log" 2>&1 &
  disown
  expect "the servers listen" within 20 on rs1 grep -q ":1B7D " /proc/net/tcp
  for name in d1 d2; do configure_director $name /run/canned.conf; done
  start_director d1
  start_director d2 keepalived
  judges d1 lvsd 2
  judges d2 keepalived 3
  for name in d1 d2; do signal_director $name TERM; done
  expect "both stop" within 20 both_have_ended
}
both_have_ended() { director_has_ended d1 && director_has_ended d2; }

make_scripts() {
  mkdir -p /run/canned
  printf '#!/bin/sh\nexit 3\n' >/run/canned/three
  printf '#!/bin/sh\nkill -9 $$\n' >/run/canned/signal
  printf '#!/bin/sh\nexec sleep 30\n' >/run/canned/long
  chmod 755 /run/canned/*
}

# judges DIRECTOR DAEMON COLUMN: the director takes those for alive that the column of the cases names, and no others.
judges() {
  local name=$1 daemon=$2 column=$3
  step "$daemon"
  expected() { awk -v column="$column" '$column == "in" { print $1 }' /run/canned.cases; }
  present() { table "$name" | sed -n "s/^-> $real:\([0-9]*\) .*/\1/p" | sort -n; }
  as_expected() { [ "$(present)" = "$(expected)" ]; }
  steadily_so() { as_expected && sleep 3 && as_expected; }
  expect "those and no others are taken for alive" within 60 steadily_so || tell_differences "$column"
}

tell_differences() {
  local port
  for port in $(diff <(expected) <(present) | awk '/^[<>]/ { print $2 }'); do
    echo "     $(awk -v port="$port" -v column="$1" '$1 == port { print "expected " $column ": " $0 }' /run/canned.cases)"
  done
}
