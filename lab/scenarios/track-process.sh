# description: tracked processes that start, fork, rename themselves and die; this kernel doesn't report them, so they are counted

virtual=172.17.1.160

scenario() {
  bridge lan
  host d1 eth0 172.17.1.150/20
  mkdir -p /run/workers
  cp /bin/sleep /bin/bash /run/workers
  mkfifo /run/workers/nothing /run/workers/word
  configure_director d1 "$LAB/configurations/process.conf"
  start_director d1
  expect "d1 is master" within 12 has_address d1 $virtual
  expect_value "nothing has changed its priority" "$(changes)" = 0

  begins_and_ends
  forks
  renames_itself
  too_many
  stop_director d1
}

changes() { log_count d1 'changing effective priority'; }

# priority_is NUMBER: the last change was to this priority.
priority_is() { grep -i 'changing effective priority' "$(director_log d1)" | tail -n 1 | grep -q "to $1\$"; }

# worker: another program that calls itself so.
worker() {
  (exec -a worker /run/workers/worker 1000) &
  workers+=($!)
  disown # or the shell would report its violent end
}

end_workers() {
  kill -s KILL "${workers[@]}" 2>/dev/null
  wait "${workers[@]}" 2>/dev/null
  workers=()
}

begins_and_ends() {
  step "Two workers begin"
  mv /run/workers/sleep /run/workers/worker
  worker
  expect_steady "one isn't enough" for 1 no_change
  worker
  expect "two are" within 5 priority_is 150
  step "One is killed"
  kill -s KILL "${workers[0]}"
  expect "one isn't enough" within 5 priority_is 100
  step "Another begins"
  worker
  expect "two are" within 5 priority_is 150
  end_workers
  expect "none isn't" within 5 priority_is 100
}

no_change() { [ "$(changes)" = 0 ]; }

forks() {
  step "A worker forks, and its child executes nothing else"
  mv /run/workers/worker /run/workers/sleep
  mv /run/workers/bash /run/workers/worker
  /run/workers/worker -c '(read -r </run/workers/nothing) & read -r </run/workers/nothing' &
  workers=($!)
  expect "parent and child are two" within 5 priority_is 150
  pkill -KILL -P "${workers[0]}"
  expect "the parent alone isn't enough" within 5 priority_is 100
  step "The child of another executes another program"
  /run/workers/worker -c 'read -r </run/workers/nothing' &
  workers+=($!)
  disown
  expect "two workers" within 5 priority_is 150
  kill -s KILL "${workers[1]}"
  expect "and one" within 5 priority_is 100
}

renames_itself() {
  step "A process takes the name"
  /bin/bash -c 'echo -n worker >/proc/self/comm; read -r </run/workers/word; echo -n other >/proc/self/comm; read -r </run/workers/nothing' &
  workers+=($!)
  expect "it counts" within 5 priority_is 150
  step "And takes another one"
  echo >/run/workers/word
  expect "it doesn't count any more" within 5 priority_is 100
  end_workers
}

too_many() {
  step "Four begin, and three are the most"
  mv /run/workers/worker /run/workers/bash
  mv /run/workers/sleep /run/workers/worker
  worker
  worker
  expect "two are enough" within 5 priority_is 150
  worker
  worker
  expect "four are too many" within 5 priority_is 100
  kill -s KILL "${workers[0]}"
  expect "three are not" within 5 priority_is 150
  end_workers
  expect "and none isn't enough" within 5 priority_is 100
}
