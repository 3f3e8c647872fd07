# A director whose first process is systemd, in a process namespace of its own.

# start_systemd NAME: boots this machine's systemd on the host NAME with nothing of its own but a few empty targets and our
# units: what the machine itself would start has no place here.
start_systemd() {
  local name=$1 units=/run/lab-units target launcher
  rm -rf /etc/systemd/system
  mkdir -p $units /etc/systemd/system
  for target in lab sysinit basic network network-online syslog multi-user shutdown; do
    printf '[Unit]\nDescription=%s\nDefaultDependencies=no\n' "$target" >$units/$target.target
  done
  # Copies: a link out of systemd's search path would make the alias a unit of its own.
  cp /usr/lib/systemd/system/lvsd.service /usr/lib/systemd/system/lvsrsdr.service $units/
  # container: it leaves kernel settings and devices alone.
  ip netns exec "$name" unshare --pid --mount --cgroup --fork --mount-proc sh -c "
    mount -t cgroup2 none /sys/fs/cgroup
    exec env container=lxc SYSTEMD_UNIT_PATH=/etc/systemd/system:$units SYSTEMD_COLORS=0 \
      /lib/systemd/systemd --system --unit=lab.target --log-target=kmsg --show-status=0" \
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
