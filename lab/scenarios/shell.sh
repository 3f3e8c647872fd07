# description: (for `scripts/lab shell`) everything running, and a prompt

virtual=172.17.1.160

scenario() {
  build_quick_pair $virtual
  start_both_directors
  expect "d1 has the virtual address" within 10 holds_alone d1 d2 $virtual
  expect "both real servers answer the client" within 10 answered_by $virtual 4 rs1 rs2
}
