import Configuration
import NetworkTypes
import Testing
import VRRP

@Suite("Links, and instances without an interface")
struct LinkReadingTests {
    private func links(_ text: String) -> LinkSettings { read(text).configuration.global.links }

    @Test("`linkbeat_interfaces` says which links are polled, and what is asked first")
    func polling() {
        let links = links("linkbeat_interfaces {\neth0\neth1 ETHTOOL\neth2 IOCTL\n}\n")
        #expect(links.polling == ["eth0": .mii, "eth1": .ethtool, "eth2": .ioctl])
        #expect(links.polling(of: "eth3") == nil)
        #expect(LinkPolling.ethtool.attempts == [.ethtool, .mii, .ioctl])
        #expect(read("linkbeat_interfaces {\neth0 mii\n}\n").complaints == ["invalid-value"])
    }

    @Test("`linkbeat_use_polling` polls all links, or in an instance its own")
    func pollingAll() {
        #expect(links("linkbeat_use_polling\n").polling(of: "eth3") == .mii)
        #expect(links("global_defs {\nlinkbeat_use_polling\n}\n").pollsAll)
        #expect(links(instance("linkbeat_use_polling")).polling == ["eth0": .mii])
        #expect(links(instance("linkbeat_use_polling") + "linkbeat_interfaces {\neth0 IOCTL\n}\n").polling == ["eth0": .ioctl])
    }

    @Test("an instance needs the interfaces that its addresses, routes and rules name, but for those with `no_track`")
    func neededInterfaces() {
        let lines = """
            virtual_ipaddress_excluded {
                10.0.1.1 dev eth1
                10.0.2.1 dev eth2 no_track
                10.0.0.7 dev eth0
            }
            virtual_routes {
                10.3.0.0/16 dev eth3
                10.4.0.0/16 dev eth4 no_track
                10.5.0.0/16 nexthop via 10.0.0.9 dev eth5 nexthop via 10.0.0.8 dev eth6
                10.6.0.0/16 dev vrrp.51
            }
            virtual_rules {
                iif eth7 table 5 preference 9
                iif eth8 table 5 preference 8 no_track
            }
            """
        #expect(read(instance(lines + "\nuse_vmac")).configuration.vrrpInstances.first?.neededInterfaces == ["eth1", "eth3", "eth7"])
    }

    private let unbound = """
        vrrp_instance U {
            virtual_router_id 7
            unicast_src_ip 10.0.0.5
            unicast_peer {
                10.1.0.5
            }
            virtual_ipaddress {
                10.0.0.1
                10.0.1.1 dev eth1
            }

        """

    @Test("unicast with a source needs no `interface`; addresses that name none stand on the default one")
    func unboundInstances() throws {
        let reading = read("global_defs {\ndefault_interface eth9\n}\n" + unbound + "vrf blue\ntrack_src_ip\n}\n")
        #expect(reading.complaints == [])
        let instance = try #require(reading.configuration.vrrpInstances.first)
        #expect(!instance.isBound)
        #expect(instance.virtualAddresses.map(instance.interface(of:)) == ["eth9", "eth1"])
        #expect(instance.vrf == "blue")
        #expect(instance.tracksSource)
        #expect(instance.neededInterfaces == ["eth1", "eth9"])
    }

    @Test(
        "without an interface or a source, an instance is left out",
        arguments: [
            "vrrp_instance U {\nvirtual_router_id 7\nvirtual_ipaddress {\n10.0.0.1\n}\n}\n",
            "vrrp_instance U {\nvirtual_router_id 7\nunicast_peer {\n10.0.0.9\n}\nvirtual_ipaddress {\n10.0.0.1\n}\n}\n",
            "vrrp_instance U {\nvirtual_router_id 7\nunicast_src_ip fe80::1\nunicast_peer {\nfe80::2\n}\nvirtual_ipaddress {\n2001:db8::1\n}\n}\n",
        ])
    func missingInterface(text: String) {
        let reading = read(text)
        #expect(reading.complaints == ["missing-interface"])
        #expect(reading.configuration.vrrpInstances == [])
    }

    @Test("`vrf` beside `interface` is ignored, and without an interface nothing is made over it")
    func conflicts() {
        let bound = read(instance("vrf blue"))
        #expect(bound.complaints == ["vrf"])
        #expect(bound.configuration.vrrpInstances.first?.vrf == nil)
        let made = read(unbound + "use_vmac\n}\n")
        #expect(made.complaints == ["virtual-interface"])
        #expect(made.configuration.vrrpInstances.first?.virtualInterface == nil)
    }

    @Test("the size of a socket's buffer is a number, or a multiple of the longest packet or of the advertisement")
    func receiveBuffers() throws {
        func buffer(_ global: String, _ lines: String = "") -> ReceiveBuffer? {
            read("global_defs {\n\(global)\n}\n" + instance(lines)).configuration.vrrpInstances.first?.receiveBuffer
        }
        #expect(buffer("") == nil)
        #expect(buffer("", "kernel_rx_buf_size 65536") == .bytes(65536))
        #expect(buffer("vrrp_rx_bufs_policy MTU") == .frames(3))
        #expect(buffer("vrrp_rx_bufs_multiplier 5\nvrrp_rx_bufs_policy ADVERT") == .advertisements(5))
        #expect(buffer("vrrp_rx_bufs_policy 9000", "kernel_rx_buf_size 7000") == .bytes(7000))
        #expect(ReceiveBuffer.frames(3).size(maximumTransmissionUnit: 1500, advertisement: 40) == 4500)
        let parameters = try #require(read(instance("")).configuration.vrrpInstances.first?.parameters)
        // IPv4 header, VRRP header, one address, authentication data.
        #expect(parameters.advertisementLength == 20 + 8 + 4 + 8)
    }

    @Test("what is printed reads back as the same")
    func printing() {
        let text =
            "global_defs {\nvrrp_rx_bufs_policy ADVERT\nvrrp_rx_bufs_multiplier 7\nlog_unknown_vrids\ndisable_local_igmp\ndynamic_interfaces allow_if_changes\n}\n"
            + "linkbeat_use_polling\nlinkbeat_interfaces {\neth0\neth1 ETHTOOL\n}\ninterface_up_down_delays {\neth0 1 2\n}\n"
            + instance("kernel_rx_buf_size 5000\nlinkbeat_use_polling\ntrack_src_ip\nmcast_src_ip 10.0.0.6") + unbound + "vrf blue\n}\n"
        let configuration = read(text).configuration
        #expect(configuration.vrrpInstances.count == 2)
        #expect(read(configuration.text).configuration == configuration)
    }
}
