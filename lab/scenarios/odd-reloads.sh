# description: random reloads, some of them broken off by a crash of the check process, beside somebody who changes table and sets
# needs: ipset python3
# time limit: 200
#
# LAB_ODD_SEED (1): which configurations.

rounds=8

scenario() {
  local number
  build_direct_routing_network
  mkdir -p /run/odd
  python3 "$LAB/tools/odd-configurations.py" "${LAB_ODD_SEED:-1}" $rounds /run/odd
  configure_director d1 /run/odd/1.conf
  start_director d1
  expect "the first configuration is in force" within 20 is_in_force 1
  for ((number = 2; number <= rounds; number++)); do odd_reload $number; done
  watch_commands d1
  reload_director d1
  sleep 7
  expect_value "the last one once more writes nothing" "$(written_command_count d1)" = 0
  stop_director d1
  expect_now "and in the end nothing is left" is_empty
}

# odd_reload NUMBER
odd_reload() {
  step "configuration $1 of seed ${LAB_ODD_SEED:-1}"
  configure_director d1 "/run/odd/$1.conf"
  case $(($1 % 4)) in
  # Somebody takes something away and puts something else there, while it is being followed.
  1)
    reload_director d1
    on d1 ipvsadm -C
    on d1 ipset add odd-real 172.17.1.99,tcp:80 2>/dev/null || true
    ;;
  2)
    reload_director d1
    crash_check_process
    ;;
  3)
    crash_check_process
    reload_director d1
    ;;
  *) reload_director d1 ;;
  esac
  expect "table and sets are as it says" within 30 is_in_force "$1"
}

crash_check_process() {
  expect "the check process is at work" within 20 has_check_process
  kill -s KILL "$(check_process d1)"
}
has_check_process() { [ -s "$(director_directory d1)/checkers.pid" ]; }

is_in_force() {
  [ "$(on d1 ipvsadm -Sn | sort)" = "$(cat "/run/odd/$1.table")" ] && has_members vip "$1" && has_members real "$1"
}

has_members() { [ "$(on d1 ipset list -output save "odd-$1" | awk '$1 == "add" { print $3 }' | LC_ALL=C sort)" = "$(cat "/run/odd/$2.$1")" ]; }

is_empty() { [ -z "$(on d1 ipvsadm -Sn)$(on d1 ipset list -name)" ]; }
