# description: the supervisor is killed at each step of a reload: the table is the old or the new one, and the next daemon goes on from it
# time limit: 200

virtual=172.17.1.160
first=172.17.1.152:80
second=172.17.1.153:80

# The weight of a round, of both real servers: a table with two different ones is neither old nor new.
table_with() { table_is d1 "TCP $virtual:80 rr" "-> $first Route $1" "-> $second Route $1"; }

scenario() {
  local round=0 pause
  build_direct_routing_network
  start_web_server rs1
  start_web_server rs2
  configure_director d1 "$LAB/configurations/quick-d1.conf"
  edit_configuration d1 -e 's/advert_int 1/version 3\n    advert_int 0.1/; /authentication {/,/}/ d'
  start_director d1
  expect "the table is filled" within 15 table_with 1
  expect "and it is master" within 10 has_address d1 $virtual
  # A file that is complete goes to the roles at once; one that includes others is read by a child first.
  for pause in 0 0.02 0.1; do
    killed_while_reloading "a file by itself" $pause $((++round))
  done
  include_the_rest
  for pause in 0 0.05 0.2; do
    killed_while_reloading "a file that includes another" $pause $((++round))
  done
}

include_the_rest() {
  local directory
  directory=$(director_directory d1)
  sed -n '/^virtual_server/,$ p' "$directory/director.conf" >"$directory/servers.conf"
  edit_configuration d1 '/^virtual_server/,$ d'
  echo "include $directory/servers.conf" >>"$directory/director.conf"
}

# killed_while_reloading WHAT PAUSE ROUND
killed_while_reloading() {
  local old=$3 new=$(($3 + 1)) files
  files=$(director_directory d1)
  sed --in-place "s/weight $old/weight $new/" "$files"/*.conf
  step "$1: the supervisor is killed $2 s after the reload began"
  reload_director d1
  sleep "$2"
  signal_director d1 KILL
  expect "its roles end" within 10 director_has_ended d1
  expect_now "what is in the table is the old one or the new one as a whole" table_with_either "$old" "$new"
  expect_now "the address is given up" lacks_address d1 $virtual
  start_director d1
  expect "the next daemon brings the new one" within 15 table_with "$new"
  expect "and takes the address" within 10 has_address d1 $virtual
}

table_with_either() { table_with "$1" || table_with "$2"; }
