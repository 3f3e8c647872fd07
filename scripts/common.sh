# shellcheck shell=bash
# Shared by all scripts: messages, packages, the Swift toolchain, the build. For bash; sourced.

# A user's PATH on Debian has no sbin.
export PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"

checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

complain() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
give_up() {
  complain "$@"
  exit 1
}

# --- who builds ---

# `sudo scripts/lab` must not leave files of root in a user's checkout: everything that writes there runs as that user.
builder=
builder_home=${HOME:-/root}
builder_prefix=(env)
if [ "$(id -u)" = 0 ] && [ -n "${SUDO_USER:-}" ] && [ "$SUDO_USER" != root ]; then
  builder=$SUDO_USER
  builder_home=$(getent passwd "$builder" | cut -d: -f6)
  builder_prefix=(runuser --user "$builder" -- env HOME="$builder_home" USER="$builder" LOGNAME="$builder")
fi

as_builder() { "${builder_prefix[@]}" "$@"; }

# --- packages ---

# shellcheck disable=SC2034 # the scripts that source this file use them
{
  # What the build of lvsd needs, and what the lab needs in addition.
  build_packages=(build-essential git pkg-config libnl-3-dev libnl-genl-3-dev libipset-dev libnftables-dev libssl-dev libpcre2-dev libjson-c-dev)
  lab_packages=(user-mode-linux kmod iproute2 busybox-static ipvsadm curl iputils-ping procps util-linux)
  # keepalived is the peer of the interoperation scenarios; tshark decodes what is sent; systemd runs the installed units in the lab;
  # valgrind counts instructions.
  test_packages=(keepalived systemd tcpdump tshark shellcheck valgrind python3-prometheus-client python3-venv tmux)
}

missing_packages() {
  local package
  for package in "$@"; do
    dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || echo "$package"
  done
}

# ensure_packages PACKAGE...: installs those that are missing, without starting any service.
ensure_packages() {
  local missing=()
  command -v dpkg-query >/dev/null ||
    give_up "this needs Debian 12 or later, or a system like it (no dpkg-query here); the packages would be: $*"
  readarray -t missing < <(missing_packages "$@")
  [ ${#missing[@]} -gt 0 ] || return 0
  [ "$(id -u)" = 0 ] || give_up "these packages are missing; run it once with sudo: ${missing[*]}"
  echo "Installing packages: ${missing[*]}"
  forbid_service_starts
  # The lists may be old, and a package of theirs gone from the mirror.
  apt-get --quiet=2 update || complain "apt-get update failed; trying with the package lists that are here"
  DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 \
    apt-get --quiet=2 --yes --no-install-recommends install "${missing[@]}" </dev/null >"$apt_log" 2>&1 || {
    cat "$apt_log" >&2
    allow_service_starts
    give_up "could not install: ${missing[*]}"
  }
  allow_service_starts
}

# Debian's packages start their services when they are installed, unless this file says no (exit 101). keepalived must not run on
# the machine that tests it. A file that is there already belongs to somebody else and stays.
policy_file=/usr/sbin/policy-rc.d
policy_is_ours=no
forbid_service_starts() {
  apt_log=$(mktemp)
  trap allow_service_starts EXIT
  trap "exit 130" INT TERM
  [ ! -e "$policy_file" ] || return 0
  policy_is_ours=yes
  printf '#!/bin/sh\nexit 101\n' >"$policy_file"
  chmod 755 "$policy_file"
}
allow_service_starts() {
  [ "$policy_is_ours" = no ] || rm -f "$policy_file"
  policy_is_ours=no
  rm -f "$apt_log"
  trap - EXIT INT TERM
}

# --- the Swift toolchain ---

oldest_swift=6.2

# The candidates in this order: the caller's PATH; the PATH of the builder's login shell (sudo has reset the caller's); where
# toolchains are usually installed.
swift_candidates() {
  command -v swift || true
  as_builder "$(getent passwd "${builder:-$(id -un)}" | cut -d: -f7)" -lc 'command -v swift' </dev/null 2>/dev/null || true
  printf '%s\n' "$builder_home/.local/share/swiftly/bin/swift" "$builder_home/.swiftly/bin/swift" /opt/swift/usr/bin/swift /opt/swift/bin/swift \
    /usr/local/bin/swift /usr/local/swift/usr/bin/swift /usr/bin/swift /usr/libexec/swift/bin/swift
}

# Sets `swift`, or ends with an explanation.
find_swift() {
  local candidate version found=
  while read -r candidate; do
    [ -x "$candidate" ] || continue
    # The line is "Swift version 6.2.1 (...)" or "Apple Swift version ...". swiftly's own swift is a proxy without a version
    # when no toolchain is chosen.
    version=$(as_builder "$candidate" --version </dev/null 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1) || true
    [ -n "$version" ] || continue
    if [ "$(printf '%s\n' "$oldest_swift" "$version" | sort --version-sort | head -n 1)" = "$oldest_swift" ]; then
      swift=$candidate
      return 0
    fi
    found="$found $candidate is version $version;"
  done < <(swift_candidates | awk '!seen[$0]++')
  give_up "no Swift toolchain of version $oldest_swift or later found.${found:+ (Found:$found)}
  Install one as https://www.swift.org/install/linux/ says (swiftly does it for your user), or set PATH."
}

# run_swift SUBCOMMAND ARGUMENT...: as the builder, in the checkout. What Swift would leave in the home directory (caches,
# mostly) goes to .build; a user's own SwiftPM configuration, which may name mirrors, is used.
run_swift() {
  local subcommand=$1 private="$checkout/.build/private" settings places
  shift
  [ -n "${swift:-}" ] || find_swift
  settings=(XDG_CACHE_HOME="$private/cache" XDG_DATA_HOME="$private/data")
  places=(--cache-path "$private/swiftpm/cache")
  if [ -d "$builder_home/.local/share/swiftly" ]; then
    # swiftly, whose `swift` chooses among toolchains, looks for them under XDG_DATA_HOME.
    settings+=(SWIFTLY_HOME_DIR="${SWIFTLY_HOME_DIR:-$builder_home/.local/share/swiftly}"
      SWIFTLY_BIN_DIR="${SWIFTLY_BIN_DIR:-$builder_home/.local/share/swiftly/bin}")
  fi
  if [ ! -d "$builder_home/.swiftpm" ]; then
    places+=(--config-path "$private/swiftpm/configuration" --security-path "$private/swiftpm/security")
  fi
  # The compiler leaves expanded macros in the temporary directory. (Tests get the usual one: a socket's path must be short.)
  if [ "$subcommand" = build ]; then
    as_builder mkdir -p "$private/temporary"
    settings+=(TMPDIR="$private/temporary")
  fi
  (cd "$checkout" && as_builder env "${settings[@]}" "$swift" "$subcommand" "${places[@]}" "$@")
}

# build_release PRODUCT...: the release binaries, as an operator would install them: without need of a Swift runtime.
build_release() {
  local product
  for product in "$@"; do
    run_swift build --configuration release --static-swift-stdlib --disable-local-rpath --product "$product" ||
      give_up "the release build of $product failed"
  done
}
