# description: who is told of servers: mail through a real SMTP server; FIFOs of both roles, with a script, shared, late readers, a role that dies
# needs: python3-aiosmtpd
# time limit: 200

scenario() {
  build_direct_routing_network
  start_web_server rs1
  start_web_server rs2
  cat >/run/fifo-script <<'SCRIPT'
#!/bin/bash
echo "begin ${1##*/}" >>"/run/script.${1##*/}"
while read -r line; do echo "$line" >>"/run/script.${1##*/}"; done <"$1"
echo "end" >>"/run/script.${1##*/}"
SCRIPT
  chmod 755 /run/fifo-script
  start_mail_server
  write_configuration >/run/fifos.conf
  configure_director d1 /run/fifos.conf
  start_director d1
  expect "the table is there" within 15 has_real_server d1 172.17.1.153:80
  lines_of_servers
  mails
  common_fifo
  late_reader
  death_of_a_role
  stop_director d1
  expect_now "at the end the script was told of it" grep -qx 'VS \[172.17.1.160\]:tcp:80 DOWN' <(tail -n 4 /run/script.lvs.fifo)
  expect_now "and could finish" [ "$(tail -n 1 /run/script.lvs.fifo)" = end ]
  expect_now "as could that of the common one" [ "$(tail -n 1 /run/script.common.fifo)" = end ]
}

write_configuration() {
  local server
  cat <<'CONFIGURATION'
global_defs {
    router_id director1
    script_user root
    notification_email {
        operator@shop.example
    }
    notification_email_from director1@shop.example
    smtp_server 127.0.0.1
    notify_fifo /run/common.fifo
    notify_fifo_script /run/fifo-script
    lvs_notify_fifo /run/lvs.fifo
    lvs_notify_fifo_script /run/fifo-script
}
vrrp_instance VI_1 {
    interface eth0
    virtual_router_id 51
    priority 100
    virtual_ipaddress {
        172.17.1.160
    }
}
virtual_server 172.17.1.160 80 {
    delay_loop 1
    lb_algo rr
    lb_kind DR
    protocol TCP
    omega
    smtp_alert
CONFIGURATION
  for server in 152 153; do
    printf 'real_server 172.17.1.%s 80 {\nTCP_CHECK {\nconnect_timeout 1\nretry 0\n}\n}\n' $server
  done
  echo '}'
}

told() { tr -d '\0' <"/run/script.$1" | grep -qxF -e "$2"; }

lines_of_servers() {
  step "Lines of real servers and quorums"
  expect "the script hears of the quorum" within 10 told lvs.fifo "VS [172.17.1.160]:tcp:80 UP"
  stop_web_server rs1
  expect "of a real server that fails" within 10 told lvs.fifo "RS [172.17.1.152]:tcp:80 [172.17.1.160]:tcp:80 DOWN"
  stop_web_server rs2
  expect "of a quorum that is lost" within 10 told lvs.fifo "VS [172.17.1.160]:tcp:80 DOWN"
  start_web_server rs1
  expect "of a real server that returns" within 10 told lvs.fifo "RS [172.17.1.152]:tcp:80 [172.17.1.160]:tcp:80 UP"
}

# It prints every message that it takes.
start_mail_server() {
  ip netns exec d1 /usr/bin/python3 -u -m aiosmtpd --nosetuid --listen 127.0.0.1:25 --class aiosmtpd.handlers.Debugging stdout \
    >>"$LAB_OUTPUT/mail.log" 2>&1 </dev/null &
  MAIL_SERVER=$!
  disown
}
# has_mail SUBJECT [COUNT]
has_mail() { [ "$(grep -cF "Subject: [director1] $1" "$LAB_OUTPUT/mail.log")" -ge "${2:-1}" ]; }

mails() {
  local first="Realserver [172.17.1.152]:tcp:80 of virtual server [172.17.1.160]:tcp:80 -"
  step "Mail"
  expect "of a real server that failed" within 15 has_mail "$first DOWN"
  expect "of one that is back" within 15 has_mail "$first UP"
  expect "of the lost quorum" within 15 has_mail "Virtualserver [172.17.1.160]:tcp:80 - DOWN"
  expect_now "from whom it should be, to whom it should go" grep -q 'To: operator@shop.example' "$LAB_OUTPUT/mail.log"
  kill $MAIL_SERVER
  stop_web_server rs1
  expect "rs1 leaves the table while the mail server is down" within 10 lacks_real_server d1 172.17.1.152:80
  start_mail_server
  expect "that is told when it is back" within 40 has_mail "$first DOWN" 2
  start_web_server rs1
  expect "rs1 is back" within 10 has_real_server d1 172.17.1.152:80
}

common_fifo() {
  step "The common FIFO tells of both roles, to one script"
  expect "of the instance" within 10 told common.fifo 'INSTANCE "VI_1" MASTER 100'
  expect_now "and of the servers" told common.fifo "RS [172.17.1.152]:tcp:80 [172.17.1.160]:tcp:80 UP"
  expect_now "its script runs once" [ "$(grep -c '^begin' /run/script.common.fifo)" = 1 ]
  echo "     $(od -A n -c /run/script.lvs.fifo | grep -c '\\0') NUL bytes"
}

late_reader() {
  step "A reload takes the scripts away; a reader comes late"
  edit_configuration d1 '/fifo_script/d'
  reload_director d1
  expect "both scripts are ended" within 10 scripts_have_ended
  timeout 3 cat /run/common.fifo >/run/late.lines
  expect_now "it is told of the instance" grep -qx 'INSTANCE "VI_1" MASTER 100' /run/late.lines
  expect_now "of the quorum" grep -qx 'VS \[172.17.1.160\]:tcp:80 UP' /run/late.lines
  expect_now "and of the server that has failed" grep -qx 'RS \[172.17.1.153\]:tcp:80 \[172.17.1.160\]:tcp:80 DOWN' /run/late.lines
}
scripts_have_ended() { ! pgrep -f /run/fifo-script >/dev/null; }

death_of_a_role() {
  step "kill -9 of the check role: the reader of the common FIFO goes on"
  cp /run/fifos.conf "$(director_configuration d1)"
  reload_director d1
  expect "the scripts are back" within 10 begun 2
  kill -s KILL "$(check_process d1)"
  expect "the new process runs its script" within 10 begun 3
  # Two would share the lines between them, some of them torn.
  expect_now "the one before is gone" [ "$(pgrep -c -f '/run/fifo-script /run/common.fifo')" = 1 ]
  start_web_server rs2
  expect "which is told what happens" within 10 last_is_up
}
begun() { [ "$(grep -c '^begin' /run/script.common.fifo)" = "$1" ] && [ "$(grep -c '^begin' /run/script.lvs.fifo)" = "$1" ]; }
last_is_up() { tail -n 2 /run/script.common.fifo | grep -qx 'RS \[172.17.1.153\]:tcp:80 \[172.17.1.160\]:tcp:80 UP'; }
