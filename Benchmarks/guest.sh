# shellcheck shell=bash
# The part of Benchmarks/run that runs in the lab's guest, in place of a scenario. It starts lvsd or keepalived, lets it work,
# reloads it and stops it; tools/director-meter measures. Lines "PASS ROUND DAEMON NAME VALUE" go to the output.
#
# The job gives, besides the lab's own names:
#   BENCHMARK_KEEPALIVED   the other program
#   BENCHMARK_TOOLS        the compiled tools of Benchmarks/tools
#   BENCHMARK_PASS         what is measured, see `configurations_of`
#   BENCHMARK_ROUND        which repetition this is
#   BENCHMARK_DAEMON       of which of the two
#   BENCHMARK_TRIAL        not empty: tiny sizes and short waits
# shellcheck disable=SC2153,SC2154 # from the job
private=/run/benchmark

scenario() {
  build_measuring_network
  # The first start of a program in the guest waits for its file.
  "$LAB_BINARY" --version >/dev/null 2>&1
  "$BENCHMARK_KEEPALIVED" --version >/dev/null 2>&1
  cat "$LAB_BINARY" "$BENCHMARK_KEEPALIVED" >/dev/null
  configurations_of "$BENCHMARK_PASS"
  measure "$BENCHMARK_PASS" "$BENCHMARK_ROUND" "$BENCHMARK_DAEMON"
}

# The director and, on one other host, all real servers. Both ends use what a busy director's kernel needs.
build_measuring_network() {
  local number
  bridge lan
  host director eth0 192.168.7.1/24
  host servers eth0 192.168.7.11/24
  for ((number = 12; number <= 26; number++)); do on servers ip address add "192.168.7.$number/24" dev eth0; done
  # Probes leave connections in TIME_WAIT, which occupy a port for a minute each.
  on director sysctl --quiet --write net.ipv4.ip_local_port_range="1024 65535"
  on servers sysctl --quiet --write net.core.somaxconn=4096
  on director sh -c 'ip link add nlmon0 type nlmon'
  ip netns exec servers "$BENCHMARK_TOOLS/responder" &
  mkdir -p "$private"
}

# configurations_of PASS: writes the pass's two configurations, and sets the meter's options.
configurations_of() {
  local make="$LAB_CHECKOUT/Benchmarks/make-configuration" arguments
  options=()
  # The interval is a multiple of delay_loop, so that every checker has its turn equally often.
  case $1 in
  tcp) arguments=(1000 4 6 TCP) options=(--warm-up 7 --interval 12) ;;
  http) arguments=(1000 4 6 HTTP) options=(--warm-up 7 --interval 12) ;;
  ping) arguments=(1000 4 6 PING) options=(--warm-up 7 --interval 12) ;;
  tcp-400) arguments=(100 4 6 TCP) options=(--warm-up 7 --interval 12) ;;
  http-400) arguments=(100 4 6 HTTP) options=(--warm-up 7 --interval 12) ;;
  ping-400) arguments=(100 4 6 PING) options=(--warm-up 7 --interval 12) ;;
  # With -D lvsd says once a minute how long one round of its loop took at most; the reload falls into the second minute.
  loop | loop-alone) arguments=(1000 4 6 TCP) options=(--warm-up 62 --after-reload "sleep 62") ;;
  loop-large | loop-large-alone) arguments=(2277 16 60 TCP) options=(--warm-up 62 --after-reload "sleep 62") ;;
  # The same while a client asks for everything.
  loop-asked) arguments=(2277 16 60 TCP) options=(
    --warm-up 62 --after-reload "sh $LAB_CHECKOUT/Benchmarks/ask-everything $(dirname "$LAB_BINARY")/lvsctl $private/run; sleep 62") ;;
  # Hardly a probe, so that nothing hides what a reload costs.
  quiet) arguments=(1000 4 600 TCP) options=(--warm-up 2 --reloads 3) ;;
  large-quiet) arguments=(2277 16 6000 TCP) options=(--warm-up 5 --reloads 2 --patience 120) ;;
  growth-*) arguments=($((285 * ${1#growth-})) 16 600 TCP) options=(--warm-up 5) ;;
  large) arguments=(2277 16 60 TCP) options=(--warm-up 65 --interval 15 --patience 120) ;;
  large-http) arguments=(2277 16 60 HTTP) options=(--warm-up 65 --interval 15) ;;
  large-ping) arguments=(2277 16 60 PING) options=(--warm-up 65 --interval 15) ;;
  small)
    options=(--small --warm-up 5)
    "$make" small >"$private/first.conf"
    return
    ;;
  esac
  if [ -n "$BENCHMARK_TRIAL" ]; then
    arguments[0]=$((arguments[0] / 50 + 2))
    options+=(--warm-up 1 --interval 2 --patience 10)
  fi
  "$make" servers "${arguments[@]}" >"$private/first.conf"
  "$make" servers "${arguments[@]}" changed >"$private/second.conf"
  options+=(--services "${arguments[0]}" --destinations "${arguments[1]}")
  [[ $1 = *http* || $1 = *ping* || $1 = *-400 ]] || options+=(--configuration "$private/director.conf" --changed "$private/next.conf")
  case $1 in tcp | large) options+=(
    --before-reload "sh $LAB_CHECKOUT/Benchmarks/watch-commands begin $LAB_TOOLS/netlink-watch $private"
    --after-reload "sh $LAB_CHECKOUT/Benchmarks/watch-commands end $private") ;;
  esac
}

# measure PASS ROUND DAEMON
measure() {
  local name value program log="$private/$3.log"
  cp "$private/first.conf" "$private/director.conf"
  [ ! -e "$private/second.conf" ] || cp "$private/second.conf" "$private/next.conf"
  local files=("$private/director.conf")
  [ ! -e "$private/next.conf" ] || files+=("$private/next.conf")
  # Both log at their usual level (no -D) into a file in the guest's memory.
  # Here many virtual servers have the same real servers: with shared probes there would be hardly anything to measure.
  local settings="    share_checks no"
  # A round then takes what its own work takes: nobody else gets the processor in the middle of it. The guest counts processor time in
  # ticks of 10 ms, which is too coarse to subtract what others had.
  [[ $1 != loop*-alone ]] || settings="$settings\n    checker_rt_priority 1\n    checker_rlimit_rttime 10000000"
  [ "$3" = keepalived ] || sed -i "1i global_defs {\n$settings\n}" "${files[@]}"
  case $3 in
  lvsd) program=("$LAB_BINARY" --runtime-dir "$private/run") ;;
  keepalived) program=("$BENCHMARK_KEEPALIVED") ;;
  esac
  rm -rf "$private/run" "$log"
  [[ $1 != loop* ]] || program+=(-D)
  program+=(-f "$private/director.conf" -n -l -G -p "$private/parent.pid" -r "$private/vrrp.pid" -c "$private/checkers.pid")
  if ip netns exec director "$BENCHMARK_TOOLS/director-meter" --log "$log" "${options[@]}" -- "${program[@]}" >"$private/measured"; then
    passed "$1, round $2: $3"
  else
    failed "$1, round $2: $3"
    tail -n 20 "$log"
  fi
  # Once for each minute of the check process; of the first one the start is no part.
  sed -n 's/.*one round of the loop took \([0-9.]*\) ms at most.*/\1/p' "$log" | sort -n | tail -n 1 | sed 's/^/loop_ms /' >>"$private/measured"
  cp "$log" "$LAB_OUTPUT/$1.$3.log"
  while read -r name value; do echo "$1 $2 $3 $name $value"; done <"$private/measured" >>"$LAB_OUTPUT/measured"
}
