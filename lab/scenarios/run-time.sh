# description: an operator drains, disables and weighs real servers with lvsctl, and has a master give up; orders outlive a killed role; metrics and files tell of it
# time limit: 300

virtual=172.17.1.160
first=172.17.1.152:80

scenario() {
  build_quick_pair
  start_both_directors
  expect "d1 is master with both real servers" within 20 both_serve
  drain
  role_killed
  weight_over_a_reload
  disabled_over_a_restart
  failover
  plans
  metrics_and_files
}

drain() {
  step "A real server is drained"
  expect_now "lvsctl takes the order" succeeds lvsctl d1 drain 172.17.1.152
  expect "it has weight 0" within 3 weight_is 0
  expect "and is said to be drained" within 15 log_says d1 'is drained: no connection is left'
  expect_now "the status says so on top" says "being drained" status
  expect_now "and why" says "drains by order" explain real-server 172.17.1.152:80
}

role_killed() {
  step "The check role is killed"
  kill -s KILL "$(check_process d1)"
  expect "another one runs" within 10 log_says d1 'died: Respawning'
  expect_steady "what was ordered holds" for 4 weight_is 0
  expect "in its own words" within 10 says draining show real-server
}

weight_over_a_reload() {
  step "Undrain, another weight, and a reload"
  expect_now "it is taken back" succeeds lvsctl d1 undrain 172.17.1.152
  expect "it is back" within 3 weight_is 1
  expect_now "another weight is taken" succeeds lvsctl d1 weight 172.17.1.152 7
  expect "the weight is the ordered one" within 3 weight_is 7
  edit_configuration d1 's/delay_loop 2/delay_loop 3/'
  expect_now "lvsctl reload waits for the outcome" succeeds lvsctl d1 reload
  expect_steady "and leaves the order alone" for 2 weight_is 7
  expect_now "without a number it is the configuration's again" succeeds lvsctl d1 weight 172.17.1.152
  expect "so it is" within 3 weight_is 1
}

disabled_over_a_restart() {
  step "Disabled, whatever its checks say"
  expect_now "the order is taken" succeeds lvsctl d1 disable 172.17.1.152 --persist
  expect "it leaves the table" within 3 lacks_real_server d1 $first
  stop_director d1
  start_director d1
  expect "d1 is master again" within 20 has_address d1 $virtual
  expect_steady "a restart leaves it out" for 3 lacks_real_server d1 $first
  expect_now "it is enabled" succeeds lvsctl d1 enable 172.17.1.152
  expect "and returns" within 10 weight_is 1
  expect_now "what isn't there is refused" fails lvsctl d1 disable 172.17.1.9
}

failover() {
  step "The master gives up"
  expect_now "a backup refuses" fails lvsctl d2 failover VI_1
  expect_now "a master does" succeeds lvsctl d1 failover VI_1 --for 5s
  expect "d2 takes over at once" within 3 holds_alone d2 d1 $virtual
  expect "and gives back when the time is over" within 20 holds_alone d1 d2 $virtual
}

plans() {
  step "A plan, a reload on trial, and the way back"
  edit_configuration d1 '/172.17.1.153/,/}/ s/weight 1/weight 5/'
  expect_now "the plan names the change" says "weight 5" plan
  expect_now "and changes nothing" has_weight 172.17.1.153:80 1
  expect_now "a reload on trial" succeeds lvsctl d1 reload --confirm 4s
  expect "is in force" within 3 has_weight 172.17.1.153:80 5
  expect "and taken back when nobody confirms" within 15 has_weight 172.17.1.153:80 1
  expect_now "the status says that the file is newer" says "older" status
  edit_configuration d1 's/weight 5/weight 1/'
  expect_now "the file is as it was" succeeds lvsctl d1 reload
}

metrics_and_files() {
  local run
  step "Metrics and files"
  run="$(director_directory d1)/run"
  lvsctl d1 metrics >"$LAB_OUTPUT/metrics"
  expect_now "metrics of the VRRP role" grep -q '^lvsd_vrrp_master' "$LAB_OUTPUT/metrics"
  expect_now "and of the check role" grep -q '^lvsd_real_server_up' "$LAB_OUTPUT/metrics"
  signal_director d1 USR1
  signal_director d1 USR2
  signal_director d1 36 # SIGRTMIN+2
  expect "keepalived.data tells of the instance" within 5 grep -q 'State = MASTER' "$run/keepalived.data"
  expect "keepalived.stats counts" within 5 grep -q 'Became master: 2' "$run/keepalived.stats"
  expect "keepalived.json too" within 5 grep -q '"iname":"VI_1"' "$run/keepalived.json"
  expect "keepalived_check.data tells of the real servers" within 5 grep -q 'Real server .172.17.1.152.:tcp:80' "$run/keepalived_check.data"
  expect "keepalived_check.stats and .json stand beside" within 5 test -s "$run/keepalived_check.stats" -a -s "$run/keepalived_check.json"
}

# lvsctl NAME WORD...: the program beside the tested binary, asking that director's daemon.
lvsctl() {
  local name=$1
  shift
  "$(dirname "$LAB_BINARY")/lvsctl" "$@" --runtime-dir "$(director_directory "$name")/run"
}

# says TEXT WORD...: what lvsctl prints for d1.
says() {
  local text=$1
  shift
  lvsctl d1 "$@" | grep -qi -- "$text"
}

both_serve() { has_address d1 $virtual && has_real_server d1 $first && has_real_server d1 172.17.1.153:80; }
has_weight() { table d1 | grep -qE -e "-> $1 +Route +$2\b"; }
weight_is() { has_weight $first "$1"; }
