import Configuration
import NetworkTypes
import Routing
import Testing

@Suite("Interfaces made for a virtual router")
struct VirtualInterfaceTests {
    private func made(_ lines: String, global: String = "") -> VirtualInterface? {
        read("global_defs {\n\(global)\n}\n" + instance(lines)).configuration.vrrpInstances.first?.virtualInterface
    }

    private let ownAddress = EthernetAddress(bits: 0x0000_5E00_0133)

    @Test("`use_vmac` makes a macvlan with the hardware address of the RFC, called by the VRID")
    func virtualMAC() {
        #expect(made("use_vmac") == VirtualInterface(name: "vrrp.51", base: "eth0", kind: .macvlan(ownAddress), family: .ipv4))
        #expect(made("use_vmac", global: "vmac_prefix v")?.name == "v.51")
        #expect(made("use_vmac mine")?.name == "mine")
        #expect(made("use_vmac mine 02:00:00:00:00:07")?.kind == .macvlan(EthernetAddress(bits: 0x0200_0000_0007)))
        #expect(made("use_vmac 02:00:00:00:07")?.kind == .macvlan(EthernetAddress(bits: 0x0200_0000_0733)))
        #expect(made("") == nil)
    }

    @Test("virtual addresses and advertisements go over it; advertisements over the base where that is asked for, or unicast needs it")
    func interfaces() {
        let plain = read(instance("use_vmac")).configuration.vrrpInstances.first
        #expect(plain?.advertisementInterface == "vrrp.51")
        let onBase = read(instance("use_vmac\nvmac_xmit_base")).configuration.vrrpInstances.first
        #expect(onBase?.advertisementInterface == "eth0")
        let unicast = read(instance("use_vmac\nunicast_peer {\n10.0.0.7\n}"))
        #expect(unicast.complaints == ["virtual-interface"])
        #expect(unicast.configuration.vrrpInstances.first?.advertisementInterface == "eth0")
    }

    private func instances(_ text: String) -> [VRRPInstance] { read(text).configuration.vrrpInstances }

    /// Where each address of the first instance stands.
    private func places(_ text: String) -> [String] {
        instances(text).first.map { instance in (instance.virtualAddresses + instance.excludedAddresses).map(instance.interface(of:)) } ?? []
    }

    @Test("advertisements of IPv6 go over the macvlan too; its name is that of keepalived")
    func version6() {
        let two = instances(
            instance("use_vmac", address: "fe80::51") + instance("use_vmac", name: "B", address: "10.0.0.2"))
        #expect(two.map(\.advertisementInterface) == ["vrrp.51", "vrrp1.51"])
        #expect(two.first?.virtualInterface?.kind == .macvlan(EthernetAddress(bits: 0x0000_5E00_0233)))
        let other = instances(instance("use_vmac", name: "B", address: "10.0.0.2") + instance("use_vmac", address: "fe80::51"))
        #expect(other.map(\.advertisementInterface) == ["vrrp.51", "vrrp6.51"])
    }

    @Test("on the macvlan of the instance stand the addresses of its family that name no other interface")
    func placesOfAddresses() {
        let addresses = "virtual_ipaddress_excluded {\n10.0.0.2 dev eth0\n10.0.0.3 dev eth1\n2001:db8::1\n2001:db8::2 dev eth1\n}\n"
        #expect(places(instance(addresses)) == ["eth0", "eth0", "eth1", "eth0", "eth1"])
        #expect(places(instance("use_vmac\n" + addresses)) == ["vrrp.51", "vrrp.51", "eth1", "eth0", "eth1"])
    }

    @Test("with `use_vmac_addr` the others stand on macvlans of their own; one serves all addresses of its base and family")
    func interfacesForAddresses() throws {
        let text = instance(
            "use_vmac\nuse_vmac_addr\nvirtual_ipaddress_excluded {\n10.0.1.3 dev eth1\n10.0.1.4 dev eth1\n2001:db8::1\n2001:db8::2 dev eth1\n}\n")
        #expect(places(text) == ["vrrp.51", "vrrp1.51", "vrrp1.51", "vrrp6.51", "vrrp2.51"])
        let made = try #require(instances(text).first?.addressInterfaces)
        #expect(made.map(\.base) == ["eth1", "eth0", "eth1"])
        #expect(made.map(\.hardwareAddress) == [ownAddress, EthernetAddress(bits: 0x0000_5E00_0233), EthernetAddress(bits: 0x0000_5E00_0233)])
        // Without `use_vmac`, what stands on the instance's own interface stays there.
        #expect(places(instance("use_vmac_addr\nvirtual_ipaddress_excluded {\n10.0.1.3 dev eth1\n}\n")) == ["eth0", "vrrp.51"])
        #expect(places("global_defs {\nvmac_addr_prefix extra\n}\n" + text) == ["vrrp.51", "extra.51", "extra.51", "extra6.51", "extra1.51"])
        #expect(places("global_defs {\nvmac_prefix a_long_prefix\n}\n" + text).first == "a_long_prefi.51")
    }

    @Test("`use_vmac` behind an address makes one for it; it needs `dev`")
    func singleAddresses() {
        #expect(places(instance("virtual_ipaddress_excluded {\n10.0.1.3 dev eth1 use_vmac\n10.0.1.4 dev eth1\n}\n")) == ["eth0", "vrrp.51", "eth1"])
        let without = read(instance("virtual_ipaddress_excluded {\n10.0.1.3 use_vmac\n}\n"))
        #expect(without.complaints == ["virtual-interface"])
        #expect(without.configuration.vrrpInstances.first?.addressInterfaces == [])
    }

    @Test("two instances whose macvlans would have one hardware address over one base share it")
    func sharing() {
        let two = instances(
            instance("virtual_ipaddress_excluded {\n10.0.1.3 dev eth1 use_vmac\n}\n") + instance("use_vmac\ninterface eth1", name: "B", address: "10.0.1.2"))
        #expect(two.first?.addressInterfaces.map(\.name) == ["vrrp.51"])
        #expect(two.last?.virtualInterface == two.first?.addressInterfaces.first)
    }

    @Test("`name` and `group` say what the interface is called and which group of links it belongs to")
    func nameAndGroup() {
        #expect(made("use_vmac name group group 7")?.name == "group")
        #expect(made("use_vmac name group group 7")?.group == .number(7))
        #expect(made("use_vmac group uplinks mine")?.group == .named("uplinks"))
        #expect(made("use_ipvlan name private 10.0.0.9/24 vepa group 3")?.kind == .ipvlan(.vepa))
        #expect(made("use_vmac netlink_notify_msg")?.name == "vrrp.51")
        #expect(made("use_vmac netlink_notify_msg")?.announcesBase == true)
        #expect(made("use_vmac v netlink_notify_msg")?.announcesBase == true)
        #expect(made("use_vmac")?.announcesBase == false)
        #expect(read(instance("use_vmac one two")).complaints == ["invalid-value"])
        #expect(read(instance("use_vmac one group 3x")).complaints == ["invalid-value"])
    }

    @Test("strict mode takes the hardware address of the RFC, and sends by it")
    func strict() {
        let reading = read(instance("strict_mode\nuse_vmac v 02:00:00:00:00:07\nvmac_xmit_base"))
        #expect(reading.complaints.filter { $0 != "closed-addresses" } == ["strict-mode", "strict-mode"])
        #expect(reading.configuration.vrrpInstances.first?.virtualInterface?.kind == .macvlan(ownAddress))
        #expect(reading.configuration.vrrpInstances.first?.advertisementInterface == "v")
    }

    @Test("the same VRID on two interfaces makes two names; a given name can be there once")
    func names() {
        let two = read(instance("use_vmac") + instance("use_vmac\ninterface eth1", name: "B", address: "10.0.0.2")).configuration.vrrpInstances
        #expect(two.map { $0.virtualInterface?.name } == ["vrrp.51", "vrrp1.51"])
        let same = read(instance("use_vmac v") + instance("use_vmac v\ninterface eth1", name: "B", address: "10.0.0.2"))
        #expect(same.complaints == ["virtual-interface"])
        #expect(same.configuration.vrrpInstances.map { $0.virtualInterface?.name } == ["v", nil])
    }

    @Test("`use_ipvlan` needs an address of its own")
    func ipvlan() {
        #expect(made("use_ipvlan mine 10.0.0.9/24 private")?.kind == .ipvlan(.private))
        #expect(made("use_ipvlan mine 10.0.0.9/24")?.address == IPPrefix(.v4(IPv4Address(10, 0, 0, 9)), length: 24))
        #expect(read(instance("use_ipvlan mine")).complaints == ["virtual-interface"])
        let over = instances(instance("use_ipvlan mine 10.0.0.9/24")).first
        #expect(over?.advertisementInterface == "mine")
        // As keepalived has it.
        #expect(over?.virtualAddresses.map { over?.interface(of: $0) } == ["eth0"])
    }

    @Test("a hardware address that is nobody's is refused", arguments: ["use_vmac v 01:00:5e:00:00:01", "use_vmac v 00:00:00:00:00:00"])
    func addresses(line: String) {
        #expect(read(instance(line)).complaints == ["virtual-interface"])
        #expect(made(line) == nil)
    }

    @Test("what is printed reads back as the same", arguments: [
        "use_vmac", "use_vmac x 02:00:00:00:07\nvmac_xmit_base", "use_ipvlan y 10.0.0.9/24 vepa", "use_vmac name group group 7", "use_vmac group name g",
        "use_vmac_addr\nvirtual_ipaddress_excluded {\n10.0.1.3 dev eth1\n2001:db8::1\n}\n",
        "use_vmac\nvirtual_ipaddress_excluded {\n10.0.1.3 dev eth1 use_vmac\n}\n",
    ])
    func printing(lines: String) {
        let configuration = read("global_defs {\nvmac_prefix v\n}\n" + instance(lines)).configuration
        #expect(read(configuration.text).configuration == configuration)
    }
}
