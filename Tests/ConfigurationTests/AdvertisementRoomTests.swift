import Configuration
import ConfigurationLanguage
import NetworkTypes
import Routing
import Testing
import VRRP

@Suite("Room for addresses in an advertisement")
struct AdvertisementRoomTests {
    private func instance6(_ count: Int, _ lines: String = "") -> String {
        let addresses = (1...count).map { $0 == 1 ? "fe80::1/64" : "2001:db8::\(String($0, radix: 16))/64" }
        return instance(lines, address: addresses.joined(separator: "\n"))
    }

    private func instance4(_ count: Int, _ lines: String = "") -> String {
        instance(lines, address: (1...count).map { "10.1.\($0 >> 8).\($0 & 255)" }.joined(separator: "\n"))
    }

    private func fitting(_ text: String, _ unit: Int) -> VRRPInstance? {
        read(text).configuration.vrrpInstances.first?.fitting(maximumTransmissionUnit: unit)
    }

    @Test("is what keepalived finds: the unit without the headers, divided by the size of an address, at most 255", arguments: [
        (1280, 76), (1400, 83), (1500, 89), (9000, 255), (40, 0),
    ])
    func sixes(unit: Int, room: Int) throws {
        let all = try #require(read(instance6(255, "version 3")).configuration.vrrpInstances.first)
        let fitted = all.fitting(maximumTransmissionUnit: unit)
        #expect(fitted.virtualAddresses.count == room)
        #expect(fitted.parameters.advertisedAddresses == Array(all.parameters.advertisedAddresses.prefix(room)))
        #expect(fitted.virtualAddresses + fitted.excludedAddresses == all.virtualAddresses)
    }

    @Test("of version 2, of authentication and of IPv4 is another one")
    func headers() {
        let key = "auth_hmac {\nkey 1 01234567890123456789012345678901\nactive_key 1\n}"
        #expect(fitting(instance6(255, "version 3\n" + key), 1500)?.virtualAddresses.count == 88)
        #expect(fitting(instance4(255), 1500)?.virtualAddresses.count == 255)
        #expect(fitting(instance4(255, "version 3"), 600)?.virtualAddresses.count == 139)
        #expect(fitting(instance4(255), 600)?.virtualAddresses.count == 137)
        #expect(fitting(instance4(255, "authentication {\nauth_type AH\nauth_pass abc\n}"), 600)?.virtualAddresses.count == 131)
    }

    @Test("leaves excluded addresses where they are, in front of those that are moved, and an instance that fits as it is")
    func order() throws {
        let all = try #require(read(instance6(90, "version 3\nvirtual_ipaddress_excluded {\n10.0.0.77\n}")).configuration.vrrpInstances.first)
        #expect(all.fitting(maximumTransmissionUnit: 9000) == all)
        let fitted = all.fitting(maximumTransmissionUnit: 1500)
        #expect(fitted.excludedAddresses.map(\.prefix.address) == [IPAddress(10, 0, 0, 77), all.parameters.advertisedAddresses[89]])
    }

    @Test("more than 255 addresses are too many whatever the interface")
    func count() {
        #expect(read(instance4(256)).complaints == ["too-many-virtual-addresses"])
        #expect(read(instance6(255, "version 3")).complaints == [])
    }

    @Test("is compared with the interface of the machine, or with 1500 bytes where there is none")
    func machine() {
        func codes(_ count: Int, _ unit: Int?) -> [String] {
            let settings = unit.map { ["net/ipv6/conf/eth0/mtu": $0] } ?? [:]
            return read(instance6(count, "version 3")).requirements.diagnostics(on: MachineFacts(settings: settings)).map(\.code.rawValue)
                .filter { $0 == "too-many-virtual-addresses" }
        }
        #expect(codes(89, nil) == [])
        #expect(codes(90, nil) == ["too-many-virtual-addresses"])
        #expect(codes(90, 9000) == [])
        #expect(codes(84, 1400) == ["too-many-virtual-addresses"])
        #expect(read(instance6(84, "version 3")).requirements.settings.contains("net/ipv6/conf/eth0/mtu"))
        #expect(!read(instance6(76, "version 3")).requirements.settings.contains("net/ipv6/conf/eth0/mtu"))
    }
}
