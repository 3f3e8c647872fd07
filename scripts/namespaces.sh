# shellcheck shell=bash
# Shared by the tests that run in network namespaces of this machine. For bash; sourced, behind common.sh.

passed=0
failed=0
# How long `check` waits, in seconds.
patience=10

# enter_namespaces PACKAGES [DIRECTORY]: starts the script again as root of namespaces of its own, with which links, rules and processes go.
# There it sets `binary`, lvsd of DIRECTORY or else of the release build, and `work`, a directory that goes as well.
enter_namespaces() {
  local packages=$1
  shift
  if [ "${1:-}" = --inside ]; then
    binary=$2
    work=$3
    return
  fi
  binary=${1:-$checkout/.build/release}/lvsd
  [ -x "$binary" ] || give_up "there is no $binary: build it, or name another directory"
  [ "$(id -u)" = 0 ] || give_up "this needs root, for network namespaces"
  # shellcheck disable=SC2086 # a list of packages
  ensure_packages $packages
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  unshare --net --mount --pid --fork --mount-proc --kill-child "$checkout/scripts/${0##*/}" --inside "$binary" "$work"
  exit
}

# check WHAT COMMAND...: within `patience` seconds. What the script's `explain` prints follows a failure.
check() {
  local what=$1 end
  shift
  end=$((SECONDS + patience))
  while ! "$@"; do
    if [ $SECONDS -ge $end ]; then
      failed=$((failed + 1))
      echo "FAILED $what"
      explain
      return
    fi
    sleep 0.05
  done
  passed=$((passed + 1))
  echo "ok $what"
}
