# How scenarios talk.

if [ "${LAB_COLOUR:-}" = yes ]; then
  green() { printf '\033[32m%s\033[0m' "$1"; }
  red() { printf '\033[1;31m%s\033[0m' "$1"; }
  bold() { printf '\033[1m%s\033[0m' "$1"; }
else
  green() { printf '%s' "$1"; }
  red() { printf '%s' "$1"; }
  bold() { printf '%s' "$1"; }
fi

# step TEXT: a heading, with the seconds since the lab was started.
step() { printf '\n%s\n' "$(bold "[$(printf '%3d' "$SECONDS") s] $1")"; }

# say TEXT
say() { printf '  %s\n' "$1"; }

# show NAME COMMAND...: the command on the host as an operator would type it, and its output.
show() {
  local name=$1
  shift
  printf '\n    %s# %s\n' "$name" "$*"
  on "$name" "$@" 2>&1 | sed 's/^/    /'
  echo
}
