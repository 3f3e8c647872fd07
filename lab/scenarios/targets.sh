# description: Checks of nginx, aiosmtpd, dnsmasq and openssl s_server, and of servers that are broken on purpose; AGENT_CHECK, FILE_CHECK
# needs: nginx-light python3-aiosmtpd dnsmasq-base openssl
# time limit: 200

virtual=172.17.1.160

scenario() {
  build_direct_routing_network
  mkdir -p /run/targets
  make_certificates
  start_good_servers
  start_broken_servers
  configure_director d1 "$LAB/configurations/targets.conf"
  start_director d1
  good_ones_come_in
  broken_ones_stay_out
  agent_speaks
  file_weighs
  stop_director d1
}

# An authority that signs for the shop and the director, and a certificate that signs itself.
make_certificates() {
  local name
  cd /run/targets || return
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout authority.key -out authority.pem -days 1 -subj /CN=authority 2>/dev/null
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout own.key -out own.pem -days 1 -subj /CN=www.shop.example 2>/dev/null
  for name in shop director; do
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $name.plain -out $name.request -subj /CN=$name 2>/dev/null
    echo "subjectAltName=DNS:www.$name.example" >$name.extensions
    openssl x509 -req -in $name.request -CA authority.pem -CAkey authority.key -set_serial $RANDOM -days 1 -extfile $name.extensions -out $name.pem 2>/dev/null
  done
  openssl pkey -in director.plain -aes128 -passout pass:secret -out director.key
  cd / || return
}

# serve NAME LOG COMMAND...: a server program on that host.
serve() {
  local name=$1 log=$2
  shift 2
  ip netns exec "$name" "$@" >>"$LAB_OUTPUT/$name-$log.log" 2>&1 </dev/null &
  SERVER=$!
  disown
}

start_good_servers() {
  cat >/run/targets/nginx.conf <<'END'
worker_processes 1;
daemon off;
user root;
pid /run/targets/nginx.pid;
events {}
http {
  access_log off;
  server {
    listen 80;
    listen 443 ssl;
    ssl_certificate /run/targets/shop.pem;
    ssl_certificate_key /run/targets/shop.plain;
    location / { default_type text/html; return 200 "<html>The shop is open, 42 customers</html>\n"; }
    location = /order { if ($request_method = POST) { return 204; } return 405; }
  }
}
END
  serve rs1 nginx nginx -e stderr -c /run/targets/nginx.conf
  serve rs1 client-certificate openssl s_server -accept 444 -key /run/targets/shop.plain -cert /run/targets/shop.pem \
    -CAfile /run/targets/authority.pem -Verify 1 -verify_return_error -www -quiet
  serve rs1 mail /usr/bin/python3 -m aiosmtpd --nosetuid --listen 0.0.0.0:25
  local records=() number
  for number in $(seq 20); do records+=("--txt-record=long.shop.example,record number $number of this long answer"); done
  serve rs1 names dnsmasq --keep-in-foreground --conf-file=/dev/null --no-resolv --no-hosts --user=root --pid-file= \
    --address=/www.shop.example/10.1.1.1 --mx-host=shop.example,mail.shop.example,10 "${records[@]}" "--txt-record=long.shop.example,the last of many"
  echo "75%" >/run/targets/agent
  serve rs1 agent "$LAB_TOOLS/odd-server" speaker 777 /run/targets/agent
  AGENT=$SERVER
}

start_broken_servers() {
  serve rs2 reset "$LAB_TOOLS/odd-server" reset 80
  serve rs2 header "$LAB_TOOLS/odd-server" header 81
  serve rs2 own-certificate openssl s_server -accept 443 -key /run/targets/own.key -cert /run/targets/own.pem -www -quiet
  serve rs2 half-open "$LAB_TOOLS/odd-server" half-open 25
  serve rs2 truncate "$LAB_TOOLS/odd-server" truncate 53
}

good_ones_come_in() {
  step "A director begins: rs1 has good servers, rs2 broken ones"
  expect "rs1 is in wherever it does what is asked, rs2 nowhere" within 40 table_is d1 \
    "TCP $virtual:80 rr" "-> 172.17.1.152:80 Route 1" "TCP $virtual:81 rr" \
    "TCP $virtual:443 rr" "-> 172.17.1.152:443 Route 1" "TCP $virtual:444 rr" "-> 172.17.1.152:444 Route 1" \
    "TCP $virtual:25 rr" "-> 172.17.1.152:25 Route 1" "UDP $virtual:53 rr" "-> 172.17.1.152:53 Route 1" \
    "TCP $virtual:8080 wrr" "-> 172.17.1.152:8080 Route 3" "-> 172.17.1.153:8080 Route 4"
  show d1 ipvsadm -Ln
}

broken_ones_stay_out() {
  step "What the log says of the broken ones"
  expect "a reset in the middle of the answer" within 10 log_says d1 "server .172.17.1.153.:tcp:80: connection reset"
  expect "a header without end" within 10 log_says d1 "server .172.17.1.153.:tcp:81: answer too large"
  expect "a page that doesn't say what is asked for" within 10 log_says d1 "Regex check to server .172.17.1.152.:tcp:81 failed"
  expect "a certificate that signed itself" within 10 log_says d1 "server .172.17.1.153.:tcp:443: .*self-signed certificate"
  expect "a certificate for another name" within 10 log_says d1 "server .172.17.1.153.:tcp:444: .*hostname mismatch"
  expect "a mail server that says nothing" within 10 log_says d1 "SMTP_CHECK Read timeout from server .172.17.1.153.:tcp:25"
  expect "a name server without TCP" within 10 log_says d1 "DNS_CHECK ..172.17.1.153.:udp:53. connection error: connection refused"
  expect_now "none of them has come in since" lacks_broken_ones
}

lacks_broken_ones() { ! table d1 | grep -E "172.17.1.153:(80|81|443|444|25|53) "; }
has_line() { table d1 | grep -qxF -e "$1"; }

agent_speaks() {
  local rs1=172.17.1.152:8080
  step "rs1's agent says how much traffic it wants"
  echo "up ready 50%" >/run/targets/agent
  expect "50% of weight 4 are 2" within 8 has_line "-> $rs1 Route 2"
  echo "drain" >/run/targets/agent
  expect "drain is weight 0" within 8 has_line "-> $rs1 Route 0"
  echo "down#disk full" >/run/targets/agent
  expect "down takes it out" within 8 lacks_real_server d1 $rs1
  expect "the log has the agent's reason" within 4 log_says d1 "AGENT_CHECK of .172.17.1.152.:tcp:8080 failed: the agent says down: disk full"
  echo "up ready 200%" >/run/targets/agent
  expect "200% are 8" within 8 has_line "-> $rs1 Route 8"
  kill "$AGENT"
  expect_steady "without its agent it stays as it is, since it answers pings" for 4 has_line "-> $rs1 Route 8"
}

file_weighs() {
  local rs2=172.17.1.153:8080
  step "A file says what rs2 weighs"
  echo 3 >/run/targets/weight
  expect "3 times 2 more than 4 are 10" within 4 has_line "-> $rs2 Route 10"
  echo -2147483648 >/run/targets/weight.new
  mv /run/targets/weight.new /run/targets/weight
  expect "-2^31 takes it out" within 4 lacks_real_server d1 $rs2
  rm /run/targets/weight
  expect "without the file it is as configured" within 4 has_line "-> $rs2 Route 4"
}
