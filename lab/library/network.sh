# The lab's hosts: each is a network namespace with an interface on a bridge.

# A scenario that needs a kernel without IPVS sets this before load_kernel_modules runs.
LAB_WITHOUT_IPVS=${LAB_WITHOUT_IPVS:-no}

load_kernel_modules() {
  if [ "$LAB_WITHOUT_IPVS" = yes ]; then
    # Neither modprobe nor the kernel itself (which calls modprobe when the netlink family is wanted) finds it then.
    rm -r "/lib/modules/$(uname -r)/kernel/net/netfilter/ipvs"
    depmod
    return
  fi
  # The kernel would load them when they are wanted; now it costs no scenario its time.
  modprobe -a ip_vs ip_vs_rr ip_vs_wrr
}

# on NAME COMMAND...: runs a command on the host NAME.
on() {
  local name=$1
  shift
  ip netns exec "$name" "$@"
}

# bridge NAME: a switch that hosts can be plugged into.
bridge() {
  ip link add "$1" type bridge
  ip link set "$1" up
}

# host NAME INTERFACE ADDRESS/PREFIX [BRIDGE]: makes the host if it does not exist and plugs an interface of it into the bridge.
# The bridge's end of the cable is called BRIDGE-NAME; see cut and mend.
host() {
  local name=$1 interface=$2 address=$3 bridge=${4:-lan}
  if [ ! -e "/run/netns/$name" ]; then
    ip netns add "$name"
    # No duplicate address detection: IPv6 addresses are usable at once.
    on "$name" sh -c 'ip link set lo up; echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad'
  fi
  ip link add "$bridge-$name" type veth peer name "$interface" netns "$name"
  ip link set "$bridge-$name" master "$bridge" up
  on "$name" sh -c "ip addr add $address brd + dev $interface; ip link set $interface up"
}

# cut NAME [BRIDGE] / mend NAME [BRIDGE]: pulls the host's network cable, and plugs it in again. The host's own interface keeps
# its carrier: as with a failing switch, nothing tells the host that it is alone.
cut() { ip link set "${2:-lan}-$1" nomaster; }
mend() { ip link set "${2:-lan}-$1" master "${2:-lan}"; }

# The network of the DR scenario: the addresses and interface names of the set-up that it reproduces.
build_direct_routing_network() {
  bridge lan
  host client eth0 172.17.1.10/20
  host d1 eth0 172.17.1.150/20
  host d2 ens32 172.17.1.151/20
  host rs1 eth0 172.17.1.152/20
  host rs2 eth0 172.17.1.153/20
}

# NAT: the directors stand between the clients' network and the real servers', whose gateway is a second virtual address.
build_address_translation_network() {
  bridge lan
  bridge inner
  host client eth0 172.17.1.10/20
  host d1 eth0 172.17.1.150/20
  host d1 eth1 10.10.0.11/24 inner
  host d2 ens32 172.17.1.151/20
  host d2 ens33 10.10.0.12/24 inner
  host rs1 eth0 10.10.0.2/24 inner
  host rs2 eth0 10.10.0.3/24 inner
  local name
  for name in rs1 rs2; do on "$name" ip route add default via 10.10.0.1; done
  for name in d1 d2; do on "$name" sysctl --quiet --write net.ipv4.ip_forward=1; done
}
