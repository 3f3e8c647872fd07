# A director whose first process is systemd, in a process namespace of its own.

# start_systemd NAME [journald]: boots this machine's systemd on the host NAME with nothing of its own but a few empty targets and our
# units: what the machine itself would start has no place here. Lines go to the kernel's log, or to a journal of its own.
start_systemd() {
  local name=$1 units=/run/lab-units target launcher log=kmsg
  rm -rf /etc/systemd/system
  mkdir -p $units /etc/systemd/system
  for target in lab sysinit basic network network-online syslog multi-user shutdown; do
    printf '[Unit]\nDescription=%s\nDefaultDependencies=no\n' "$target" >$units/$target.target
  done
  # Copies: a link out of systemd's search path would make the alias a unit of its own.
  cp /usr/lib/systemd/system/lvsd.service /usr/lib/systemd/system/lvsrsdr.service $units/
  if [ "${2:-}" = journald ]; then
    cp /usr/lib/systemd/system/systemd-journald{.service,.socket,-dev-log.socket} $units/
    printf 'Requires=systemd-journald.service\nAfter=systemd-journald.service\n' >>$units/lab.target
    log=journal
  fi
  # container: it leaves kernel settings and devices alone.
  ip netns exec "$name" unshare --pid --mount --cgroup --fork --mount-proc sh -c "
    mount -t cgroup2 none /sys/fs/cgroup
    exec env container=lxc SYSTEMD_UNIT_PATH=/etc/systemd/system:$units SYSTEMD_COLORS=0 \
      /lib/systemd/systemd --system --unit=lab.target --log-target=$log --show-status=0" \
    </dev/null >"$LAB_OUTPUT/systemd.log" 2>&1 &
  launcher=$!
  disown
  until SYSTEMD_PROCESS=$(pgrep --parent $launcher) || ! kill -0 $launcher; do sleep 0.1; done
  expect "$name: systemd is running" within 30 systemd_runs
}

systemd_runs() { [ "$(systemctl_on_director is-system-running 2>/dev/null)" = running ]; }

# systemctl_on_director ARGUMENTS...: it must be called from within systemd's process namespace, or systemd would not trust it.
systemctl_on_director() {
  nsenter --target "$SYSTEMD_PROCESS" --pid --mount --net \
    env SYSTEMD_UNIT_PATH=/etc/systemd/system:/run/lab-units SYSTEMD_COLORS=0 systemctl --no-pager "$@"
}

# unit_property PROPERTY [UNIT]
unit_property() { systemctl_on_director show --value --property "$1" "${2:-lvsd.service}"; }
unit_state_is() { [ "$(systemctl_on_director is-active "$2")" = "$1" ]; }

# journalctl_on_director ARGUMENTS...
journalctl_on_director() { nsenter --target "$SYSTEMD_PROCESS" --pid --mount journalctl --no-pager "$@"; }
