# description: a saboteur with a seed kills, stops, cuts, edits, deletes, fills and floods; a client counts what is lost
# time limit: 400
#
# LAB_SOAK_SECONDS (100): how long disturbances go on; LAB_SOAK_SEED (1): their order. scripts/soak sets them, and repeats a seed.

virtual=172.17.1.160
service=("TCP $virtual:80 rr" "-> 172.17.1.152:80 Route 1" "-> 172.17.1.153:80 Route 1")

# Until all is well again after a disturbance has ended. The longest way back is a failed real server's and a master's that
# begins anew; a hung role must be silent for 10 s first.
recovery_bound=45

# What may happen, and how long the client may go without an answer then, in ms. A takeover takes 3.65 s and the guest has one
# processor for both directors, so bounds are wide; the table in the end shows what was.
disturbances=(
  "kill_vrrp_role 2500" "kill_check_role 2500" "hang_vrrp_role 8000" "hang_check_role 2500" "pause_role 8000"
  "crash_daemon 8000" "crash_both_roles 2500" "stop_and_start 2500" "cut_cable 8000" "interface_down 8000"
  "edit_table 8000" "clear_table 8000" "delete_address 2500" "foreign_address_flood 8000"
  "reload_weights 2500" "reload_storm 2500" "reload_broken 2500"
  "clock_jump 2500" "full_disk 2500" "server_dies 2500" "server_hangs 2500"
)

scenario() {
  local name
  build_quick_pair $virtual
  small_runtime_directories
  start_both_directors
  expect "both directors are ready" within 30 all_is_well
  start_client $virtual
  sleep 1
  client_account
  remember_sizes
  sabotage
  stop_client
  sizes_are_flat
  nobody_died_by_itself
  print_account
  for name in d1 d2; do stop_director $name; done
  expect_now "nothing of ours is left in the kernel" nothing_is_left
}

# --- chance ---

random_state=${LAB_SOAK_SEED:-1}

# pick COUNT: sets PICK to 0 ... COUNT-1. Not bash's RANDOM, whose sequence differs between versions.
pick() {
  random_state=$(((random_state * 1103515245 + 12345) & 0x7fffffff))
  PICK=$(((random_state >> 8) % $1))
}

# pick_director: sets VICTIM and OTHER. The master is hit twice as often.
pick_director() {
  VICTIM=d1 OTHER=d2
  pick 3
  [ $PICK -gt 0 ] || VICTIM=d2 OTHER=d1
}

# --- the loop ---

sabotage() {
  local end=$((SECONDS + ${LAB_SOAK_SECONDS:-100})) name bound began
  declare -gA occurrences lost worst_outage worst_recovery
  while [ $SECONDS -lt $end ]; do
    pick ${#disturbances[@]}
    read -r name bound <<<"${disturbances[$PICK]}"
    pick_director
    printf '[%5d s] %s %s\n' $SECONDS "$name" "$VICTIM"
    $name
    began=$(milliseconds)
    until all_is_well; do
      if [ $(($(milliseconds) - began)) -gt $((recovery_bound * 1000)) ]; then
        failed "after $name on $VICTIM all is well again within $recovery_bound s"
        explain all_is_well
        return
      fi
      sleep 0.2
    done
    keep_account "$name" $(($(milliseconds) - began))
    [ "$CLIENT_OUTAGE" -le "$bound" ] || failed "$name on $VICTIM: the client waited $CLIENT_OUTAGE ms, should be at most $bound"
  done
  passed "after each of ${#occurrences[@]} kinds of disturbances all was well again"
}

# What was ordered stands in the kernel, d1 (of higher priority) alone has the address, and the client is served by both servers.
all_is_well() {
  holds_alone d1 d2 $virtual && table_is d1 "${service[@]}" && table_is d2 "${service[@]}" && answered_by $virtual 4 rs1 rs2
}

keep_account() { # keep_account NAME RECOVERY
  client_account
  occurrences[$1]=$((${occurrences[$1]:-0} + 1))
  lost[$1]=$((${lost[$1]:-0} + CLIENT_FAILED))
  [ "$CLIENT_OUTAGE" -le "${worst_outage[$1]:-0}" ] || worst_outage[$1]=$CLIENT_OUTAGE
  [ "$2" -le "${worst_recovery[$1]:-0}" ] || worst_recovery[$1]=$2
}

print_account() {
  local name
  printf '\n| disturbance | times | requests lost | worst outage, ms | worst recovery, ms |\n|---|---|---|---|---|\n'
  for name in "${!occurrences[@]}"; do
    printf '| %s | %d | %d | %d | %d |\n' "${name//_/ }" "${occurrences[$name]}" "${lost[$name]}" "${worst_outage[$name]:-0}" \
      "${worst_recovery[$name]:-0}"
  done | sort
  echo
}

# --- disturbances: each ends with everything mended, but for what lvsd must mend itself ---

expected_deaths=0

kill_vrrp_role() { end_role vrrp KILL; }
kill_check_role() { end_role check KILL; }

end_role() { # end_role ROLE SIGNAL
  local process
  process=$("$1_process" "$VICTIM") && kill -s "$2" "$process"
  expected_deaths=$((expected_deaths + 1))
}

# The supervisor kills it after 10 s of silence.
hang_vrrp_role() { hang vrrp; }
hang_check_role() { hang check; }

hang() { # hang ROLE
  local process
  process=$("$1_process" "$VICTIM")
  kill -s STOP "$process"
  expected_deaths=$((expected_deaths + 1))
  expect_quietly 30 fails kill -0 "$process"
}

# Shorter than the supervisor waits, longer than the backup does.
pause_role() {
  local process
  process=$(vrrp_process "$VICTIM")
  kill -s STOP "$process"
  sleep 5
  kill -s CONT "$process"
}

crash_both_roles() {
  end_role check KILL
  end_role vrrp KILL
}

crash_daemon() {
  crash_director "$VICTIM"
  pick 4
  sleep $PICK
  start_director "$VICTIM"
}

stop_and_start() {
  signal_director "$VICTIM" TERM
  expect_quietly 15 director_has_ended "$VICTIM"
  start_director "$VICTIM"
}

cut_cable() {
  cut "$VICTIM"
  pick 6
  sleep $PICK
  mend "$VICTIM"
}

interface_down() {
  local interface=eth0
  [ "$VICTIM" = d1 ] || interface=ens32
  on "$VICTIM" ip link set $interface down
  pick 6
  sleep $PICK
  on "$VICTIM" ip link set $interface up
}

edit_table() {
  pick 3
  case $PICK in
  0) on "$VICTIM" ipvsadm -d -t $virtual:80 -r 172.17.1.152:80 ;;
  1) on "$VICTIM" ipvsadm -e -t $virtual:80 -r 172.17.1.153:80 -g -w 0 ;;
  2) on "$VICTIM" ipvsadm -a -t $virtual:80 -r 172.17.1.99:80 -g -w 9 ;;
  esac
}

clear_table() { on "$VICTIM" ipvsadm -C; }

delete_address() {
  local interface=eth0
  [ "$VICTIM" = d1 ] || interface=ens32
  on "$VICTIM" ip address del $virtual/32 dev $interface 2>/dev/null
}

# More notices than a netlink socket holds.
foreign_address_flood() {
  local number
  for ((number = 1; number <= 1500; number++)); do echo "address add 10.99.$((number / 250)).$((number % 250 + 1))/32 dev lo"; done >/run/flood
  on "$VICTIM" ip -batch /run/flood
  sed 's/ add / del /' /run/flood | on "$VICTIM" ip -batch -
}

reload_weights() {
  edit_configuration "$VICTIM" '/172.17.1.153/,/}/ s/weight 1/weight 4/'
  reload_director "$VICTIM"
  sleep 1
  edit_configuration "$VICTIM" 's/weight 4/weight 1/'
  reload_director "$VICTIM"
}

reload_storm() {
  local round
  for ((round = 0; round < 8; round++)); do
    edit_configuration "$VICTIM" "/172.17.1.153/,/}/ s/weight [0-9]*/weight $((round % 3 + 1))/"
    reload_director "$VICTIM"
    sleep 0.1
  done
  edit_configuration "$VICTIM" '/172.17.1.153/,/}/ s/weight [0-9]*/weight 1/'
  reload_director "$VICTIM"
}

reload_broken() {
  cp "$(director_configuration "$VICTIM")" /run/good.conf
  edit_configuration "$VICTIM" 's/lb_algo rr/lb_algo nonsense/'
  reload_director "$VICTIM"
  sleep 1
  cp /run/good.conf "$(director_configuration "$VICTIM")"
  reload_director "$VICTIM"
}

clock_jump() {
  local hours
  pick 2
  hours=$((PICK * 48 - 24))
  date -s "$hours hours" >/dev/null
  sleep 2
  date -s "$((-hours)) hours" >/dev/null
}

# The runtime directory is full while a role is restarted and a reload changes the table, so that all records must be written.
full_disk() {
  local directory
  directory=$(director_directory "$VICTIM")/run
  dd if=/dev/zero of="$directory/ballast" bs=4k 2>/dev/null
  reload_weights
  end_role check KILL
  sleep 2
  rm "$directory/ballast"
}

server_dies() {
  stop_web_server rs1
  sleep 4
  start_web_server rs1
}

server_hangs() {
  local process
  process=$(cat /run/web-server.rs2.80)
  kill -s STOP "$process"
  sleep 4
  kill -s CONT "$process"
}

# --- the sizes of processes ---

small_runtime_directories() {
  local name
  for name in d1 d2; do
    mkdir -p "$(director_directory $name)/run"
    mount -t tmpfs -o size=128k,mode=755 tmpfs "$(director_directory $name)/run"
  done
}

# expect_quietly SECONDS COMMAND...: waits for what must come; says something only if it doesn't.
expect_quietly() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ $SECONDS -le $end ] || { failed "in time: $*"; return 1; }
    sleep 0.1
  done
}

# size_of NAME: kilobytes that the director's processes share fairly, and their open descriptors.
size_of() {
  local process kilobytes=0 descriptors=0 part
  for process in $(director_processes "$1"); do
    part=$(awk '/^Pss:/ { print $2 }' "/proc/$process/smaps_rollup")
    kilobytes=$((kilobytes + ${part:-0}))
    part=$(find "/proc/$process/fd" -mindepth 1 | wc -l)
    descriptors=$((descriptors + part))
  done
  echo "$kilobytes $descriptors"
}

remember_sizes() {
  local name
  for name in d1 d2; do size_of $name >"/run/size.$name"; done
}

# Probes and scripts under way hold a few descriptors.
sizes_are_flat() {
  local name before_memory before_descriptors memory descriptors
  for name in d1 d2; do
    read -r before_memory before_descriptors <"/run/size.$name"
    read -r memory descriptors < <(size_of $name)
    expect_value "$name: kilobytes of memory in the end, $before_memory in the beginning" "$memory" -le $((before_memory * 5 / 4 + 1024))
    expect_value "$name: descriptors in the end, $before_descriptors in the beginning" "$descriptors" -le $((before_descriptors + 8))
  done
}

nobody_died_by_itself() {
  local deaths
  deaths=$(cat "$(director_log d1)" "$(director_log d2)" | grep -c 'died: Respawning')
  expect_value "roles that died, $expected_deaths of them killed" "$deaths" -le "$expected_deaths"
  expect_now "no program trapped" fails grep -E -q 'signal (4|5|6|8|11)$|Fatal error' "$(director_log d1)" "$(director_log d2)"
}

nothing_is_left() { table_is_empty d1 && table_is_empty d2 && lacks_address d1 $virtual && lacks_address d2 $virtual; }
