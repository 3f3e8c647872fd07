# The set-up that most scenarios begin with.

# build_quick_pair [ADDRESS]: the network of the DR scenario, a web server on both real servers (with ADDRESS on their loopback), and two
# directors of short intervals, which are configured but not started.
build_quick_pair() {
  local name
  build_direct_routing_network
  for name in rs1 rs2; do
    start_web_server $name
    [ $# = 0 ] || lvsrsdr $name start "$1" >/dev/null
  done
  for name in d1 d2; do configure_director $name "$LAB/configurations/quick-$name.conf"; done
}

start_both_directors() {
  start_director d1
  start_director d2
}
