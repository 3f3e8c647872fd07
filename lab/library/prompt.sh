# The interactive lab's shell.
. "$LAB/library/all.sh"
set +m
PS1='lab:\w# '
cd "$LAB_CHECKOUT"
cat <<'HELP'

This is the lab: a machine of its own, with the hosts client, d1, d2, rs1 and rs2. Nothing here touches your machine.

  on d1 ipvsadm -Ln               the IPVS table of a director
  on d1 ip addr                   its addresses: 172.17.1.160 is the virtual one
  answers 172.17.1.160 6          ask the virtual address six times; prints which real server answered
  stop_web_server rs1, start_web_server rs1
  crash_director d1, start_director d1, stop_director d1
  edit_configuration d1 's/weight 1/weight 3/'; reload_director d1
  cut d1, mend d1                 pull d1's network cable, and plug it in
  tail -f /run/output/d1.log      a director's log (also in .build/lab/runs/shell/ of the checkout)
  exit                            switch the lab off

HELP
