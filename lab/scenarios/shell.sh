# description: (for `scripts/lab shell`) everything running, and a prompt

virtual=172.17.1.160

scenario() {
  local name
  build_direct_routing_network
  for name in rs1 rs2; do
    start_web_server $name
    lvsrsdr $name start $virtual
  done
  for name in d1 d2; do
    configure_director $name "$LAB/configurations/quick-$name.conf"
    start_director $name
  done
  expect "d1 has the virtual address" within 10 holds_alone d1 d2 $virtual
  expect "both real servers answer the client" within 10 answered_by $virtual 4 rs1 rs2
}
