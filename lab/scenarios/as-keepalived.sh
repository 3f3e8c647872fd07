# description: lvsd and keepalived side by side over the same ups, downs and reloads: the same tables, the same scripts, words and environment
# needs: keepalived
# time limit: 200

scenario() {
  build_direct_routing_network
  host rs3 eth0 172.17.1.154/20
  local name
  for name in rs1 rs2 rs3; do start_web_server $name; done
  make_scripts
  for name in d1 d2; do configure_director $name "$LAB/configurations/as-keepalived.conf"; done
  start_director d1
  start_director d2 keepalived
  turns
  weights
  reload
  ends
}

# What runs for d1 and d2 tells them apart by the network that it is in. Its words and the names of its environment are kept.
make_scripts() {
  cat >/run/tell <<'SCRIPT'
#!/bin/bash
name=$(ip netns identify $$)
words=$(printf '%s|' "$@")
echo "$words$(compgen -e | grep -vxE 'PWD|SHLVL|_|OLDPWD' | xargs)" >>"/run/told.$name"
SCRIPT
  printf '#!/bin/sh\nexit "$(cat /run/weight.$1)"\n' >/run/weigh
  chmod 755 /run/tell /run/weigh
  echo 0 >/run/weight.152
  echo 0 >/run/weight.153
  : >/run/told.d1
  : >/run/told.d2
}

saved() { on "$1" ipvsadm --save -n | sort; }
lines_of() { saved d1 | grep -c -e "$1"; }
# Both have the same, and d1 has so many lines that match.
both_have() { [ "$(lines_of "$2")" = "$1" ] && [ "$(saved d1)" = "$(saved d2)" ]; }

twice() { both_have "$@" && sleep 1.5 && both_have "$@"; }

# same WHAT COUNT EXPRESSION: soon both tables are the same, more than for a moment, and so many lines of them match.
same() { expect "$1" within 15 twice "$2" "$3" || diff <(saved d1) <(saved d2); }

turns() {
  step "All are up"
  same "both tables are full" 5 '-a -t .*-w [1-9]'
  step "rs1 dies"
  stop_web_server rs1
  same "a quorum of 3 with hysteresis 1 holds at 2" 1 '-a -t 172.17.1.161:80 -r 172.17.1.154:80 -m -w 0'
  step "rs2 dies"
  stop_web_server rs2
  same "the mark has its sorry server alone" 1 '-a -f 5 -r 172.17.1.154:0 -i -w 1'
  step "rs1 returns"
  start_web_server rs1
  same "2 is not enough for a quorum of 3+1" 1 '-a -t 172.17.1.161:80 -r 172.17.1.154:80 -m -w 1'
  step "rs2 returns"
  start_web_server rs2
  same "both tables are full again" 5 '-a -t .*-w [1-9]'
}

weights() {
  step "Scripts weigh"
  echo 12 >/run/weight.152
  same "status 12 is weight 10" 1 '-r 172.17.1.152:5060 -m -w 10'
  echo 1 >/run/weight.152
  same "status 1 takes it out" 0 '172.17.1.164:5060 -r 172.17.1.152:5060'
  echo 0 >/run/weight.152
  same "status 0 brings its own weight back" 1 '172.17.1.164:5060 -r 172.17.1.152:5060 -m -w 6'
}

# The scripts weigh no more: keepalived 2.2.7 has weight 0 for such real servers after a reload.
reload() {
  local name
  step "Both reload: a weight, a scheduler, a real server less, a virtual server less"
  for name in d1 d2; do
    edit_configuration $name '/misc_dynamic/d; 0,/weight 2/ s/weight 2/weight 7/; s/lvs_sched wlc/lvs_sched rr/; /virtual_server 172.17.1.165/,/^}/d
      /virtual_server 172.17.1.163/,/^}/ { /real_server 172.17.1.153/,/^    }/d }'
    reload_director $name
  done
  same "the tables follow" 1 '-a -t 172.17.1.161:80 -r 172.17.1.152:80 -g -w 7'
}

ends() {
  step "What the scripts were told"
  expect "both have run the same scripts, as often, with the same words and the same environment" within 5 told_the_same || diff <(told d1) <(told d2)
  step "Both stop: omega tells the scripts as if all had failed"
  : >/run/told.d1
  stop_director d1
  # keepalived ends its scripts together with itself, so that some of these are never run.
  signal_director d2 TERM
  expect "keepalived stops" within 15 director_has_ended d2
  expect_now "both tables are empty" [ -z "$(saved d1)$(saved d2)" ]
  expect "lvsd's were run" within 5 omega_was_told
}
omega_was_told() { [ "$(sort /run/told.d1 | sed 's/|[^|]*$//' | xargs)" = "A|152|down|two words A|153|down A|quorum|down" ]; }
told() { sort "/run/told.$1" | uniq -c; }
told_the_same() { [ -s /run/told.d1 ] && [ "$(told d1)" = "$(told d2)" ]; }
