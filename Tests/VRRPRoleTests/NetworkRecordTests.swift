import Configuration
import ConfigurationLanguage
import NetworkTypes
import Routing
import Testing

@testable import VRRPRole

@Suite("What may be left behind")
struct NetworkRecordTests {
    private func read(_ text: String) -> Configuration {
        Configuration.read(SourceSnapshot(path: "lvsd.conf", bytes: Array(text.utf8))).configuration
    }

    private func network(_ addresses: String, _ more: String = "") -> StaticNetwork {
        let configuration = read(
            """
            static_ipaddress {
                10.9.0.1/24 dev eth9 track_group G
            }
            vrrp_instance A {
                interface eth0
                use_vmac
                virtual_router_id 5
                virtual_ipaddress {
                    \(addresses)
                }
                \(more)
            }
            """)
        return StaticNetwork(namedBy: configuration.vrrpInstances, configuration.staticNetwork)
    }

    private let routes = """
        virtual_routes {
            10.1.0.0/16 via 10.0.0.9 no_track
        }
        virtual_rules {
            from 10.2.0.0/16 table 7 no_track
        }
        """

    @Test("it is what a configuration names, with the interfaces that addresses stand on, and reads back as it was written")
    func text() {
        let network = network("10.0.0.1/24\n10.0.1.1/24 dev eth1 use_vmac label eth1:v no_track", routes)
        #expect(network.addresses.map(\.interface) == ["eth9", "vrrp.5", "vrrp1.5"])
        #expect(network.routes.count == 1)
        #expect(network.rules.count == 1)
        #expect(read(Configuration(staticNetwork: network).text).staticNetwork == network)
    }

    @Test("left behind is what the next configuration doesn't name; another label or lifetime makes no other address")
    func leftovers() {
        let former = network("10.0.0.1/24\n10.0.0.2/24 label vrrp.5:x\n10.0.0.3/24", routes)
        let left = former.leaving(network("10.0.0.1/24\n10.0.0.2/24\n10.0.0.3/25"))
        #expect(left.addresses.map(\.prefix.description) == ["10.0.0.3/24"])
        #expect(left.routes == former.routes)
        #expect(left.rules == former.rules)
        #expect(former.leaving(former).isEmpty)
    }

    @Test("between two configurations both count")
    func joined() {
        let joined = network("10.0.0.1/24").joined(with: network("10.0.0.2/24", routes))
        #expect(joined.addresses.map(\.prefix.description) == ["10.9.0.1/24", "10.0.0.1/24", "10.0.0.2/24"])
        #expect(joined.routes.count == 1)
    }
}
