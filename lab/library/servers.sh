# Real servers and clients.

# start_web_server NAME [MODE] [PORT]: a web server that answers with the host's name; MODE makes it a hostile one (see
# lab/tools/web-server.c).
start_web_server() {
  local name=$1 mode=${2:-honest} port=${3:-80}
  ip netns exec "$name" "$LAB_TOOLS/web-server" "$name" "$port" "$mode" >>"$LAB_OUTPUT/$name.log" 2>&1 &
  echo $! >"/run/web-server.$name.$port"
  disown
}

# stop_web_server NAME [PORT]
stop_web_server() {
  local process
  process=$(cat "/run/web-server.$1.${2:-80}")
  kill "$process"
  await_end "$process"
}

# lvsrsdr NAME ARGUMENTS...: the real server's side of DR, on that host. Each host keeps its own saved values.
lvsrsdr() {
  local name=$1
  shift
  # All hosts of the lab share one /run; LVSRSDR_STATE keeps them apart as separate machines would be.
  on "$name" env LVSRSDR_STATE="/run/lvsrsdr.$name" "$LAB_CHECKOUT/scripts/lvsrsdr" "$@"
}

# answers ADDRESS [COUNT]: asks the web server at ADDRESS from the client COUNT times, each over a new connection, and prints the
# names of the real servers that answered.
answers() {
  local address=$1 count=${2:-1}
  on client curl --silent --max-time 2 $(printf "http://$address/?%s " $(seq "$count")) 2>/dev/null
}

# answered_by ADDRESS COUNT NAME...: of COUNT requests each is answered, and the answers come from exactly these servers.
answered_by() {
  local address=$1 count=$2 found
  shift 2
  found=$(answers "$address" "$count")
  [ "$(echo "$found" | wc -l)" = "$count" ] && [ "$(echo "$found" | sort -u)" = "$(printf '%s\n' "$@" | sort)" ]
}

# start_client ADDRESS: a client that asks 20 times a second, over a new connection each time, and keeps account.
start_client() {
  ip netns exec client "$LAB_TOOLS/request-meter" "$1" 80 50 300 >"$LAB_OUTPUT/client.log" 2>&1 &
  CLIENT_PROCESS=$!
  disown
}

# client_account: what the client has seen since the last call, such as
#   requests 412, failed 3, longest outage 3214 ms, served by rs1 203, rs2 206
# and sets CLIENT_OUTAGE (ms), CLIENT_FAILED and CLIENT_REQUESTS.
client_account() {
  local lines account deadline=$((SECONDS + 5))
  CLIENT_REQUESTS=0 CLIENT_FAILED=0 CLIENT_OUTAGE=999999 CLIENT_ACCOUNT="no account"
  lines=$(grep -c '^requests' "$LAB_OUTPUT/client.log")
  kill -s USR1 "$CLIENT_PROCESS"
  until [ "$(grep -c '^requests' "$LAB_OUTPUT/client.log")" -gt "$lines" ]; do
    [ $SECONDS -le $deadline ] || { failed "the client gives no account"; return; }
    sleep 0.1
  done
  account=$(grep '^requests' "$LAB_OUTPUT/client.log" | tail -n 1)
  read -r _ CLIENT_REQUESTS _ CLIENT_FAILED _ _ CLIENT_OUTAGE _ <<<"$account"
  CLIENT_REQUESTS=${CLIENT_REQUESTS%,}
  CLIENT_FAILED=${CLIENT_FAILED%,}
  CLIENT_ACCOUNT=$account
}

stop_client() {
  kill "$CLIENT_PROCESS"
  await_end "$CLIENT_PROCESS"
}
