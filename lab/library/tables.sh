# What the kernel shows: virtual addresses and the IPVS table.

# has_address NAME ADDRESS
has_address() { on "$1" ip -oneline address show | grep -qF " $2/"; }
lacks_address() { ! has_address "$@"; }

# holds_alone OWNER OTHER ADDRESS: one director has the address and the other does not.
holds_alone() { has_address "$1" "$3" && lacks_address "$2" "$3"; }

# table NAME: the IPVS table without its counters, one entry a line, in the kernel's order:
#   TCP 172.17.1.160:80 rr
#   -> 172.17.1.152:80 Route 1
table() {
  on "$1" ipvsadm -Ln | awk '
    /^(TCP|UDP|SCTP|FWM) / { $1 = $1; print }
    /^  -> [0-9\[]/ { print $1, $2, $3, $4 }'
}

# table_is NAME LINE...: the table has exactly these lines, in any order.
table_is() {
  local name=$1
  shift
  [ "$(table "$name" | sort)" = "$(printf '%s\n' "$@" | sort)" ]
}

# table_is_empty NAME
table_is_empty() { [ -z "$(table "$1")" ]; }

# has_real_server NAME ADDRESS:PORT, lacks_real_server NAME ADDRESS:PORT
has_real_server() { table "$1" | grep -qF -e "-> $2 "; }
lacks_real_server() { ! has_real_server "$@"; }

# connections_to NAME ADDRESS:PORT: how many connections the director has sent to the real server since its entry was made.
connections_to() { on "$1" ipvsadm -Ln --stats --exact | awk -v server="$2" '$1 == "->" && $2 == server { print $3 }'; }

# watch_commands NAME: from now on records every command that a program on this host sends to IPVS (as names such as
# NEW_DEST), by listening to the host's netlink traffic.
watch_commands() {
  on "$1" ip link show nlmon0 >/dev/null 2>&1 || on "$1" sh -c 'ip link add nlmon0 type nlmon; ip link set nlmon0 up'
  : >"$LAB_OUTPUT/$1.commands"
  ip netns exec "$1" "$LAB_TOOLS/netlink-watch" nlmon0 >"$LAB_OUTPUT/$1.commands" 2>&1 &
  echo $! >"/run/watch.$1"
  disown
  expect "$1: commands to IPVS are being recorded" within 5 grep -q '^watching' "$LAB_OUTPUT/$1.commands"
}

# written_commands NAME: the recorded commands that change the table.
written_commands() { grep -E '^(NEW|SET|DEL|FLUSH|ZERO)' "$LAB_OUTPUT/$1.commands"; }
written_command_count() { written_commands "$1" | wc -l; }

# forget_commands NAME: starts the record anew.
forget_commands() {
  kill "$(cat "/run/watch.$1")"
  await_end "$(cat "/run/watch.$1")"
  watch_commands "$1"
}
