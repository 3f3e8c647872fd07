# shellcheck shell=bash
# The part of Benchmarks/profile that runs in the lab's guest: what the check process does for one probe.
# shellcheck disable=SC2154 # from the job, and from guest.sh
. "$LAB_CHECKOUT/Benchmarks/guest.sh"

seconds=10

scenario() {
  local check
  build_measuring_network
  for check in TCP HTTP; do
    {
      printf 'global_defs {\n    share_checks no\n}\n'
      # 200 probes a second.
      "$LAB_CHECKOUT/Benchmarks/make-configuration" servers 50 4 1 $check
    } >"$private/director.conf"
    profile_time $check
    profile_calls $check
  done
}

# The daemon with its check process alone; sets `process` to that one.
start_checks() {
  local waited
  rm -rf "$private/run" "$private/checkers.pid"
  ip netns exec director "$LAB_BINARY" -C --runtime-dir "$private/run" -f "$private/director.conf" -n -l -G \
    -p "$private/parent.pid" -c "$private/checkers.pid" >"$private/log" 2>&1 &
  daemon=$!
  for ((waited = 0; waited < 600; waited++)); do
    [ ! -s "$private/checkers.pid" ] || break
    sleep 0.1
  done
  process=$(cat "$private/checkers.pid")
}

stop_checks() {
  kill "$daemon"
  wait "$daemon"
}

# Connections that the director opened.
probes() { on director awk '/^Tcp:/ { line++; if (line == 2) print $6 }' /proc/net/snmp; }

# Of 10 ms.
ticks() { awk '{ print $14 + $15 }' "/proc/$process/stat"; }

say() { echo "$*" | tee -a "$LAB_OUTPUT/profile.txt"; }

# User-mode Linux can't tell user mode from its kernel: both are processes to the host.
profile_time() {
  local ticks count ticks_before count_before
  start_checks
  sleep 4
  count_before=$(probes)
  ticks_before=$(ticks)
  sleep $((3 * seconds))
  count=$(($(probes) - count_before))
  ticks=$(($(ticks) - ticks_before))
  stop_checks
  say "$1: $count probes; $(awk -v ticks=$ticks -v count=$count 'BEGIN { printf "%.0f us", ticks * 1e4 / count }') of processor time for one of them"
  passed "$1: time"
}

profile_calls() {
  start_checks
  sleep 4
  timeout $seconds strace -c -S calls -o "$private/calls" -p "$process" || true
  stop_checks
  say "$1: system calls for one probe: $(awk '
    $1 ~ /^[0-9.]+$/ && $NF != "total" { calls[++count] = $NF; number[$NF] = $4 }
    END { for (i = 1; i <= count; i++) if (number[calls[i]] >= number["connect"] / 100) printf("%s%s %.2f", (i > 1) ? ", " : "", calls[i], number[calls[i]] / number["connect"]) }' "$private/calls")"
  passed "$1: system calls"
}
