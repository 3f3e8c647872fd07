# The directors' daemon: lvsd, or keepalived with the same flags, so that every scenario can be played with either.

# The directory of a director's configuration, pid files and lvsd's runtime files.
director_directory() { echo "/run/directors/$1"; }
director_log() { echo "$LAB_OUTPUT/$1.log"; }
director_configuration() { echo "$(director_directory "$1")/director.conf"; }

# configure_director NAME FILE: gives the director a copy of the file, which a scenario may edit (see edit_configuration).
configure_director() {
  mkdir -p "$(director_directory "$1")"
  cp "$2" "$(director_configuration "$1")"
}

# Further flags for whatever is started next.
director_flags=()

# start_director NAME [DAEMON]: starts DAEMON (default: the one under test) with the director's configuration.
start_director() {
  local name=$1 daemon=${2:-$LAB_DAEMON} directory binary own_flags=()
  directory=$(director_directory "$name")
  binary=$(binary_of "$daemon")
  case $daemon in
  lvsd) own_flags=(--runtime-dir "$directory/run") ;;
  keepalived) own_flags=(--no-syslog) ;; # without a syslog daemon its lines would come out on the console
  esac
  echo "$binary" >"$directory/binary"
  # `ip netns exec` becomes the daemon, so $! is the daemon's process id. (A function call would put a shell in between.)
  ip netns exec "$name" "$binary" -f "$directory/director.conf" -n -l -D \
    -p "$directory/parent.pid" -r "$directory/vrrp.pid" -c "$directory/checkers.pid" "${own_flags[@]}" "${director_flags[@]}" \
    </dev/null >>"$(director_log "$name")" 2>&1 &
  echo $! >"$directory/process"
  disown # or the shell would report its violent end in the middle of everything
}

# await_end PROCESS
await_end() { while kill -0 "$1" 2>/dev/null; do sleep 0.05; done; }

binary_of() {
  case $1 in
  "$LAB_DAEMON") echo "$LAB_BINARY" ;;
  *) type -P "$1" ;;
  esac
}

# director_process NAME: the process id of the daemon's first process (not from its pid file, which is under test too).
director_process() { cat "$(director_directory "$1")/process"; }

# director_processes NAME: all of its processes, one on a line.
director_processes() {
  local name=$1 process binary
  read -r binary <"$(director_directory "$name")/binary"
  for process in $(ip netns pids "$name"); do
    if [ "/proc/$process/exe" -ef "$binary" ]; then echo "$process"; fi
  done
}

# vrrp_process NAME, check_process NAME: the process of one role.
vrrp_process() { cat "$(director_directory "$1")/vrrp.pid"; }
check_process() { cat "$(director_directory "$1")/checkers.pid"; }

director_is_running() { kill -0 "$(director_process "$1")" 2>/dev/null; }

# signal_director NAME SIGNAL: sends the signal to its first process.
signal_director() { kill -s "$2" "$(director_process "$1")"; }

reload_director() { signal_director "$1" HUP; }

# stop_director NAME: asks it to stop and waits until it has.
stop_director() {
  signal_director "$1" TERM
  expect "$1: the daemon stops on TERM" within 15 director_has_ended "$1"
}

director_has_ended() { [ -z "$(director_processes "$1")" ]; }

# crash_director NAME: kills all its processes at once, so that none of them can clean up.
crash_director() {
  local processes
  processes=$(director_processes "$1")
  [ -n "$processes" ] || { failed "$1: no daemon is running that could be killed"; return 1; }
  kill -s STOP $processes # so that no survivor sees another die first
  kill -s KILL $processes
  await_end "$(director_process "$1")"
}

# power_off NAME, power_on NAME: the machine loses its power: its network falls silent and all that the daemon has put into the
# kernel is gone. power_on only gives back the network; start_director does the rest.
power_off() {
  cut "$1"
  crash_director "$1"
  on "$1" ipvsadm --clear
  on "$1" sh -c 'ip -oneline -4 address show | while read -r _ interface _ address _; do
      case $address in *.160/*) ip address del "$address" dev "$interface" ;; esac
    done'
}
power_on() { mend "$1"; }

# edit_configuration NAME SED-COMMAND...: edits the director's configuration; it takes effect with reload_director.
edit_configuration() {
  local name=$1
  shift
  sed --in-place "$@" "$(director_configuration "$name")"
}

# log_says NAME EXPRESSION: a line of the director's log matches the extended regular expression, letter case aside.
log_says() { grep -E -i -q -- "$2" "$(director_log "$1")"; }

# log_count NAME EXPRESSION: how many lines match.
log_count() { grep -E -i -c -- "$2" "$(director_log "$1")"; }

# Everything that was started, on any host, so that the guest can end.
end_all_processes() {
  local name
  exec 2>/dev/null # the shell would report every one
  for name in $(ip netns list | sed 's/ .*//'); do
    ip netns pids "$name" | xargs --no-run-if-empty kill -s KILL 2>/dev/null
  done
}
