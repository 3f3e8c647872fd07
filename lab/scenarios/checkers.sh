# description: SSL_GET, SMTP_CHECK, DNS_CHECK and UDP_CHECK against real servers that die, lie and return; MISC_CHECK and notify scripts
# needs: openssl dnsmasq-base python3

virtual=172.17.1.160

scenario() {
  build_direct_routing_network
  make_certificate
  make_scripts
  local name
  for name in rs1 rs2; do
    start_tls_server $name
    start_mail_server $name
    start_name_server $name
  done
  configure_director d1 "$LAB/configurations/checkers.conf"
  start_director d1
  all_answer
  tls_server_dies
  plain_server_stands_in
  mail_server_dies
  marked_probes_obey_rules
  name_servers_lie_and_die
  scripts_decide
  scripts_are_told
  stop_director d1
}

# A script that answers as the scenario wishes: the file /run/scripts/N holds its exit status, or `hang`. And one that notes what it
# is told. Anybody may read and write there, since the director runs scripts as keepalived_script where there is such a user.
make_scripts() {
  mkdir -p -m 777 /run/scripts
  echo 0 >/run/scripts/1
  echo 0 >/run/scripts/2
  printf '#!/bin/sh\nread -r status </run/scripts/"$1"\n[ "$status" != hang ] || exec sleep 60\nexit "$status"\n' >/run/scripts/check
  # A line is one write: several may be told something at the same time.
  printf '#!/bin/sh\nline=$(printf "%%s;" "$@")\necho "$line" >>/run/scripts/told\n' >/run/scripts/tell
  chmod 755 /run/scripts/check /run/scripts/tell
  : >/run/scripts/told
  chmod 666 /run/scripts/told
}

told_last() { [ "$(tail -n 1 /run/scripts/told)" = "$1" ]; }

scripts_decide() {
  local first=172.17.1.152:8080 second=172.17.1.153:8080
  step "Scripts say how the servers are"
  expect_now "the quorum was told of at start, real servers were not" [ "$(cat /run/scripts/told)" = "quorum;gained;" ]
  echo 32 >/run/scripts/1
  expect "misc_dynamic: exit status 32 is weight 30" within 8 has_line "-> $first Route 30"
  echo 1 >/run/scripts/1
  expect "exit status 1 takes rs1 out" within 8 lacks_real_server d1 $first
  expect "notify_down is run" within 5 told_last "rs 1;down;"
  echo hang >/run/scripts/2
  expect "a script that hangs takes rs2 out" within 10 lacks_real_server d1 $second
  expect "the log calls it a timeout" within 5 log_says d1 "Misc check for .* by ./run/scripts/check. timed out"
}

scripts_are_told() {
  step "Scripts are told of quorum and real servers"
  expect "quorum_down is run" within 5 grep -qx "quorum;lost;" /run/scripts/told
  echo 3 >/run/scripts/1
  echo 0 >/run/scripts/2
  expect "rs1 is back, with weight 1" within 8 has_line "-> 172.17.1.152:8080 Route 1"
  expect "rs2 is back, with its own" within 8 has_line "-> 172.17.1.153:8080 Route 5"
  expect "notify_up is run for rs1" within 5 grep -qx "rs 1;up;" /run/scripts/told
  expect "and for rs2" within 5 grep -qx "rs 2;up;" /run/scripts/told
  expect_value "quorum_up was run twice by now" "$(grep -cx "quorum;gained;" /run/scripts/told)" -eq 2
  expect "no script is left over" within 5 no_script_runs
}

has_line() { table d1 | grep -qxF -e "$1"; }
no_script_runs() { ! pgrep -f "sleep 60" >/dev/null; }

make_certificate() {
  openssl req -x509 -newkey rsa:2048 -nodes -keyout /run/key.pem -out /run/certificate.pem -days 1 -subj /CN=www.shop.example 2>/dev/null
}

# start_server NAME KIND COMMAND...: a server program on that host; stop_server ends it.
start_server() {
  local name=$1 kind=$2
  shift 2
  ip netns exec "$name" "$@" >>"$LAB_OUTPUT/$name-$kind.log" 2>&1 </dev/null &
  echo $! >"/run/server.$name.$kind"
  disown
}

stop_server() {
  local process
  process=$(cat "/run/server.$1.$2")
  kill "$process"
  await_end "$process"
}

# It answers each request with a page about the connection, the name in the client's hello included.
start_tls_server() { start_server "$1" tls openssl s_server -accept 443 -key /run/key.pem -cert /run/certificate.pem -www -tlsextdebug; }
start_mail_server() { start_server "$1" mail python3 -W ignore -m smtpd --nosetuid --class DebuggingServer 0.0.0.0:25; }
# It refuses all names but one.
start_name_server() {
  start_server "$1" name dnsmasq --keep-in-foreground --conf-file=/dev/null --no-resolv --no-hosts --user=root --pid-file= \
    --address="/${2:-shop.example}/10.1.1.1"
}

all_answer() {
  step "A director with real servers for TLS, mail and names"
  expect "each has been probed with success" within 40 all_succeeded
  expect "all are in the table" within 5 table_is d1 "TCP $virtual:443 rr" "-> 172.17.1.152:443 Route 1" "-> 172.17.1.153:443 Route 1" \
    "TCP $virtual:25 rr" "-> 172.17.1.152:25 Route 1" "-> 172.17.1.153:25 Route 1" \
    "UDP $virtual:53 rr" "-> 172.17.1.152:53 Route 1" "-> 172.17.1.153:53 Route 1" \
    "TCP $virtual:8080 wrr" "-> 172.17.1.152:8080 Route 5" "-> 172.17.1.153:8080 Route 5"
  show d1 ipvsadm -Ln
  # openssl lists the extensions of the client's hello.
  expect_now "rs1 was asked for by name, rs2 was not" names_are_right
}

all_succeeded() {
  log_says d1 "Remote Web server .172.17.1.152.:tcp:443 succeed on service" &&
    log_says d1 "Remote SMTP server .172.17.1.152.:tcp:25 succeed on service" &&
    log_says d1 "DNS_CHECK ..172.17.1.152.:udp:53. succe" &&
    log_says d1 "UDP connection to .172.17.1.153.:udp:53 success"
}

names_are_right() {
  grep -q 'server name' "$LAB_OUTPUT/rs1-tls.log" && ! grep -q 'server name' "$LAB_OUTPUT/rs2-tls.log"
}

tls_server_dies() {
  step "rs1's TLS server dies"
  stop_server rs1 tls
  expect "it leaves the table" within 12 lacks_real_server d1 172.17.1.152:443
  expect_now "rs2 stays" has_real_server d1 172.17.1.153:443
}

plain_server_stands_in() {
  step "A server without TLS stands in on rs1's port"
  start_web_server rs1 honest 443
  expect_steady "it does not come back" for 6 lacks_real_server d1 172.17.1.152:443
  stop_web_server rs1 443
  start_tls_server rs1
  expect "with TLS it is back" within 12 has_real_server d1 172.17.1.152:443
}

mail_server_dies() {
  step "rs1's mail server dies, and something silent takes its port"
  stop_server rs1 mail
  expect "it leaves the table" within 12 lacks_real_server d1 172.17.1.152:25
  start_web_server rs1 silent 25
  expect_steady "it does not come back" for 6 lacks_real_server d1 172.17.1.152:25
  stop_web_server rs1 25
  start_mail_server rs1
  expect "the mail server is back" within 20 has_real_server d1 172.17.1.152:25
}

marked_probes_obey_rules() {
  step "A routing rule forbids what is marked 7, as probes of rs2's mail server are"
  on d1 ip rule add fwmark 7 prohibit
  expect "rs2 leaves the table" within 12 lacks_real_server d1 172.17.1.153:25
  expect_now "rs1 stays" has_real_server d1 172.17.1.152:25
  on d1 ip rule delete fwmark 7 prohibit
  expect "without the rule it is back" within 12 has_real_server d1 172.17.1.153:25
}

name_servers_lie_and_die() {
  step "rs1's name server knows the name no more, rs2's dies"
  stop_server rs1 name
  start_name_server rs1 other.example
  stop_server rs2 name
  expect "rs1 leaves the table: REFUSED is RCODE 5" within 15 lacks_real_server d1 172.17.1.152:53
  expect_now "the log says so" log_says d1 "DNS_CHECK ..172.17.1.152.:udp:53. read error occurred. .rcode = 5"
  expect "rs2 leaves the table: its port is refused" within 15 lacks_real_server d1 172.17.1.153:53
  stop_server rs1 name
  start_name_server rs1
  start_name_server rs2
  expect "rs1 is back" within 15 has_real_server d1 172.17.1.152:53
  expect "rs2 is back" within 15 has_real_server d1 172.17.1.153:53
}
