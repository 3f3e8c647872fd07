# Assertions. Each prints one line; a scenario fails when any of them did.

LAB_PASSED=0
LAB_FAILED=0

passed() {
  LAB_PASSED=$((LAB_PASSED + 1))
  printf '  %s %s\n' "$(green ok)" "$1"
}

failed() {
  LAB_FAILED=$((LAB_FAILED + 1))
  printf '  %s %s\n' "$(red FAILED)" "$1"
}

# Milliseconds of a clock, without starting a process.
milliseconds() {
  local now=${EPOCHREALTIME/./}
  echo $((now / 1000))
}

# expect DESCRIPTION within SECONDS COMMAND...: the command succeeds at the latest after SECONDS; it is tried again and again.
# LAB_TOOK is then the time that it took, in milliseconds.
expect() {
  local description=$1 seconds=$3 began deadline
  [ "$2" = within ] || { failed "$description (the scenario says '$2' instead of 'within')"; return 1; }
  shift 3
  began=${EPOCHREALTIME/./}
  deadline=$((began + seconds * 1000000))
  until "$@"; do
    if [ "${EPOCHREALTIME/./}" -gt "$deadline" ]; then
      failed "$description (not within $seconds s)"
      explain "$@"
      return 1
    fi
    sleep 0.1
  done
  LAB_TOOK=$(((${EPOCHREALTIME/./} - began) / 1000))
  passed "$description ($(awk "BEGIN { printf \"%.1f\", $LAB_TOOK / 1000 }") s)"
}

# expect_now DESCRIPTION COMMAND...: the command succeeds.
expect_now() {
  local description=$1
  shift
  if "$@"; then
    passed "$description"
  else
    failed "$description"
    explain "$@"
    return 1
  fi
}

# expect_steady DESCRIPTION for SECONDS COMMAND...: the command succeeds whenever it is tried during SECONDS.
expect_steady() {
  local description=$1 seconds=$3 deadline
  shift 3
  deadline=$((${EPOCHREALTIME/./} + seconds * 1000000))
  while [ "${EPOCHREALTIME/./}" -lt "$deadline" ]; do
    if ! "$@"; then
      failed "$description (not throughout $seconds s)"
      explain "$@"
      return 1
    fi
    sleep 0.3
  done
  passed "$description"
}

# expect_value DESCRIPTION ACTUAL OPERATOR WANTED: compares two values as [ does.
expect_value() {
  if [ "$2" "$3" "$4" ]; then
    passed "$1 ($2)"
  else
    failed "$1: is $2, should be $3 $4"
    return 1
  fi
}

# succeeds COMMAND..., fails COMMAND...: run it without its output.
succeeds() { "$@" >/dev/null 2>&1; }
fails() { ! "$@" >/dev/null 2>&1; }

# After a failure: what was asked, and what the hosts look like.
explain() {
  printf '         asked: %s\n' "$*"
  local name
  for name in d1 d2; do
    [ -e "/run/netns/$name" ] || continue
    printf '         %s: addresses %s; table: %s\n' "$name" \
      "$(on "$name" ip -brief address show scope global | awk '{ for (i = 3; i <= NF; i++) printf "%s ", $i }')" \
      "$(table "$name" 2>/dev/null | tr '\n' ';')"
  done
}

# conclude: the scenario's verdict. When it failed, the daemons' logs follow.
conclude() {
  local log
  echo "$LAB_PASSED $LAB_FAILED" >"$LAB_OUTPUT/counts"
  dmesg >"$LAB_OUTPUT/dmesg"
  if [ "$LAB_FAILED" = 0 ] && [ "$LAB_PASSED" -gt 0 ]; then return 0; fi
  for log in "$LAB_OUTPUT"/d?.log; do
    [ -s "$log" ] || continue
    printf '\n--- the last lines of %s\n' "${log##*/}"
    tail -n 40 "$log"
  done
  return 1
}
