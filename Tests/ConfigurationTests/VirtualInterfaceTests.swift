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
        #expect(plain?.addressInterface == "vrrp.51")
        #expect(plain?.advertisementInterface == "vrrp.51")
        let onBase = read(instance("use_vmac\nvmac_xmit_base")).configuration.vrrpInstances.first
        #expect(onBase?.addressInterface == "vrrp.51")
        #expect(onBase?.advertisementInterface == "eth0")
        let unicast = read(instance("use_vmac\nunicast_peer {\n10.0.0.7\n}"))
        #expect(unicast.complaints == ["virtual-interface"])
        #expect(unicast.configuration.vrrpInstances.first?.advertisementInterface == "eth0")
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
    }

    @Test("a hardware address that is nobody's is refused", arguments: ["use_vmac v 01:00:5e:00:00:01", "use_vmac v 00:00:00:00:00:00"])
    func addresses(line: String) {
        #expect(read(instance(line)).complaints == ["virtual-interface"])
        #expect(made(line) == nil)
    }

    @Test("what is printed reads back as the same", arguments: ["use_vmac", "use_vmac x 02:00:00:00:07\nvmac_xmit_base", "use_ipvlan y 10.0.0.9/24 vepa"])
    func printing(lines: String) {
        let configuration = read(instance(lines)).configuration
        #expect(read(configuration.text).configuration == configuration)
    }
}
