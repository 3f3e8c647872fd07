# description: reloads one upon another, with a role that dies in the middle and files that are included: the last text is in force, the address never moves

virtual=172.17.1.160
first=172.17.1.152:80
second=172.17.1.153:80

scenario() {
  build_quick_pair
  start_both_directors
  expect "d1 is master with both real servers" within 15 both_serve 1
  watch_commands d1

  step "A text that means the same"
  printf '\n# nothing changes\n' >>"$(director_configuration d1)"
  reload_and_wait
  expect_value "nothing was written to IPVS" "$(written_command_count d1)" = 0

  step "Ten reloads one upon another, each with another weight"
  local weight
  for weight in {2..11}; do
    edit_configuration d1 "s/weight [0-9]*/weight $weight/"
    reload_director d1
  done
  expect "the last one is in force" within 10 both_serve 11
  expect_value "no real server left the table meanwhile" "$(written_commands d1 | grep -c DEL)" = 0

  step "The check role is killed while it reads"
  edit_configuration d1 's/weight [0-9]*/weight 30/'
  reload_director d1
  kill -s KILL "$(check_process d1)"
  expect "the new text is in force all the same" within 20 both_serve 30

  step "The VRRP role is killed while it reads"
  edit_configuration d1 's/weight [0-9]*/weight 31/'
  reload_director d1
  kill -s KILL "$(vrrp_process d1)"
  expect "the new text is in force all the same" within 20 both_serve 31
  expect_steady "and the address is where it was" for 4 holds_alone d1 d2 $virtual

  step "The virtual server moves into another file"
  local file
  file=$(director_configuration d1)
  sed -n '/^virtual_server/,$p' "$file" | sed 's/weight [0-9]*/weight 40/' >/run/services.conf
  sed -i '/^virtual_server/,$d' "$file"
  echo 'include /run/services.conf' >>"$file"
  reload_director d1
  expect "it is in force" within 10 both_serve 40
  sed -i 's/weight [0-9]*/weight 41/' /run/services.conf
  reload_director d1
  expect "a change in there too" within 10 both_serve 41

  step "A mistake in the included file"
  sed -i 's/weight [0-9]*/weigth 42/' /run/services.conf
  reload_director d1
  expect "is found, where it stands" within 10 log_says d1 'services.conf:8:9: error: unknown keyword .weigth'
  expect_steady "and changes nothing" for 3 both_serve 41

  step "No virtual server any more, then no instance"
  sed -i '/include/d' "$file"
  reload_director d1
  expect "the table is empty" within 10 table_is_empty d1
  expect_now "and the address stays" has_address d1 $virtual
  cat /run/services.conf >>"$file"
  sed -i 's/weigth [0-9]*/weight 50/; /^vrrp_instance/,/^}/d' "$file"
  reload_director d1
  expect "the other way round the address goes to the other director" within 10 holds_alone d2 d1 $virtual
  expect "and the table is there" within 10 table_is d1 "TCP $virtual:80 rr" "-> $first Route 50" "-> $second Route 50"
  stop_director d1
  stop_director d2
}

# both_serve WEIGHT: d1 has the address and both real servers with that weight.
both_serve() {
  has_address d1 $virtual && table_is d1 "TCP $virtual:80 rr" "-> $first Route $1" "-> $second Route $1"
}

reload_and_wait() {
  local before
  before=$(log_count d1 'Reload finished')
  reload_director d1
  expect "the reload is done" within 10 reloads_exceed "$before"
}

reloads_exceed() { [ "$(log_count d1 'Reload finished')" -gt "$1" ]; }
