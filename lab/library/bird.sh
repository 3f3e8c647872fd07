# BIRD, as the other end of sessions of BFD.

# start_bird NAME MULTIPLIER LINE...: on a host, with these lines (`neighbor ...;`) in its block `protocol bfd`.
start_bird() {
  local name=$1 intervals="{ min rx interval 100 ms; min tx interval 100 ms; idle tx interval 1 s; multiplier $2; }"
  shift 2
  {
    printf 'router id 10.99.0.1;\nprotocol device {}\nprotocol bfd {\n'
    printf '  interface "*" %s;\n  multihop %s;\n' "$intervals" "$intervals"
    printf '  %s\n' "$@"
    printf '}\n'
  } >"/run/bird.$name.conf"
  ip netns exec "$name" bird -f -c "/run/bird.$name.conf" -s "/run/bird.$name.socket" >>"$LAB_OUTPUT/$name.log" 2>&1 &
  echo $! >"/run/bird.$name"
  disown
}

# bird_says NAME NEIGHBOUR STATE: how BIRD sees its session.
bird_says() { birdc -s "/run/bird.$1.socket" show bfd sessions 2>/dev/null | grep -q "^$2 .* $3 "; }
