import Configuration
import IPVSTable
import NetworkTypes
import Testing
import VirtualServers

private func group(_ members: String) -> String { "virtual_server_group shop {\n\(members)\n}\n" }

private func member(_ lines: String, realServer: String) -> String {
    "virtual_server group shop {\nlb_algo rr\nlb_kind DR\n\(lines)\nreal_server \(realServer) {\n}\n}\n"
}

@Suite("Address families of virtual servers")
struct ServiceFamilyTests {
    private let four = member("ip_family inet", realServer: "10.0.1.1 80")
    private let six = member("ip_family inet6", realServer: "2001:db8::1 80")

    @Test("a group of firewall marks may have a virtual server for each family")
    func marksOfBothFamilies() {
        for text in [four + six, member("", realServer: "10.0.1.1 80") + member("", realServer: "2001:db8::1 80")] {
            let reading = read(group("fwmark 3\nfwmark 4") + text)
            #expect(reading.complaints == [])
            #expect(reading.configuration.virtualServers.map(\.identity) == [.group("shop", nil), .group("shop", nil, .ipv6)])
            #expect(reading.configuration.virtualServers.map(\.services) == [[.firewallMark(3, .ipv4), .firewallMark(4, .ipv4)], [.firewallMark(3, .ipv6), .firewallMark(4, .ipv6)]])
        }
    }

    @Test("a second one of the same family is left out, and one for which the marks have no room")
    func sameFamilyTwice() {
        #expect(read(group("fwmark 3") + six + six).complaints == ["duplicate-virtual-server"])
        #expect(read(group("fwmark 3") + four + four).complaints == ["duplicate-virtual-server"])
        let written = read(group("fwmark 3 inet6") + six + six)
        #expect(written.complaints == ["duplicate-virtual-server"])
        #expect(written.configuration.virtualServers.map(\.identity) == [.group("shop", nil)])
    }

    @Test("printed, they mean the same again", arguments: ["fwmark 3\nfwmark 4", "fwmark 5 inet6\nfwmark 6"])
    func printing(members: String) {
        for text in [four, six, four + six, six + four] {
            let configuration = read(group(members) + text).configuration
            let again = read(configuration.text)
            #expect(again.configuration.virtualServers == configuration.virtualServers, "\(members) \(text)")
        }
    }

    @Test("`ip_family` where addresses have another family has no effect, and that is said at its place")
    func contradiction() {
        let reading = read(realServer("", "ip_family inet6"))
        #expect(reading.complaints == ["no-effect"])
        #expect(reading.configuration.virtualServers.first?.identity.ownService?.family == .ipv4)
        #expect(rendered(realServer("", "ip_family inet6")).contains("lvsd.conf:5:5"))
        #expect(read(realServer("", "ip_family inet")).complaints == [])
        #expect(read(group("10.0.0.1 80") + member("protocol TCP\nip_family inet6", realServer: "10.0.1.1 80")).complaints == ["no-effect"])
        #expect(read(group("10.0.0.1 80\nfwmark 3") + member("protocol TCP\nip_family inet", realServer: "10.0.1.1 80")).complaints == [])
    }

    @Test(
        "the granularity fits the family, wherever that is known from; what doesn't fit is said, left out, and makes nothing persistent",
        arguments: [
            ("fd00::5 80", "fd00::6", "255.255.255.0", "invalid-value", UInt8(128)), ("fd00::5 80", "fd00::6", "64", "", 64),
            ("fwmark 3", "10.0.0.6", "64", "out-of-range", 32), ("fwmark 3", "10.0.0.6", "255.255.255.0", "", 24),
            ("fwmark 3", "fd00::6", "255.255.255.0", "invalid-value", 128), ("fwmark 3", "fd00::6", "24", "", 24),
            ("10.0.0.5 80", "10.0.0.6", "24", "", 24), ("10.0.0.5 80", "10.0.0.6", "33", "out-of-range", 32),
            ("group marks", "10.0.0.6", "33", "out-of-range", 32), ("group marks", "fd00::6", "255.0.0.0", "invalid-value", 128),
        ])
    func granularity(name: String, realServer: String, value: String, complaint: String, length: UInt8) throws {
        let protocolLine = name.contains(" 80") ? "protocol TCP\n" : ""
        let text =
            "virtual_server_group marks {\nfwmark 9\n}\nvirtual_server \(name) {\nlb_algo rr\nlb_kind NAT\n\(protocolLine)persistence_granularity \(value)\nreal_server \(realServer) 80 {\n}\n}\n"
        let reading = read(text)
        #expect(reading.complaints == (complaint.isEmpty ? [] : [complaint]))
        let settings = try #require(reading.configuration.virtualServers.first?.settings)
        #expect(settings.persistencePrefixLength == length)
        #expect(settings.flags.contains(.persistent) == complaint.isEmpty)
        if !complaint.isEmpty { #expect(rendered(text).contains("lvsd.conf:\(protocolLine.isEmpty ? 7 : 8):25")) }
    }

    @Test("with both families, in tunnels, a length is for both, and a mask for neither")
    func granularityOfBoth() {
        func reading(_ value: String) -> Configuration.Reading {
            read(
                group("10.0.0.1 80\n2001:db8::1 80")
                    + "virtual_server group shop {\nlb_algo rr\nlb_kind TUN\nprotocol TCP\npersistence_granularity \(value)\nreal_server 10.0.1.1 80 {\n}\n}")
        }
        #expect(reading("64").complaints == [])
        #expect(reading("64").configuration.virtualServers.first?.settings.persistencePrefixLength == 64)
        #expect(reading("255.255.255.0").complaints == ["invalid-value"])
    }

    @Test("a range of more addresses than a group may have is left out, and the limit is named")
    func limit() {
        #expect(read(group("10.64.0.0/16 80") + member("protocol TCP", realServer: "10.0.1.1 80")).configuration.virtualServers.first?.services.count == 65_536)
        for members in ["10.64.0.0/15 80", "10.64.0.0-10.65.0.1 80"] {
            let text = group(members) + member("protocol TCP", realServer: "10.0.1.1 80")
            #expect(read(text).complaints.first == "invalid-value")
            #expect(rendered(text).contains("more than 65536 addresses"))
        }
    }

    @Test("what `sorry_server_inhibit` and `sorry_server_lvs_method` say holds before `sorry_server` as well as behind it")
    func sorryServerOrder() throws {
        let settings = ["sorry_server 10.0.2.1 81", "sorry_server_inhibit", "sorry_server_lvs_method DR"]
        let behind = read(realServer("", settings.joined(separator: "\n")))
        let before = read(realServer("", settings.reversed().joined(separator: "\n")))
        #expect(behind.complaints == before.complaints)
        let sorry = try #require(before.configuration.virtualServers.first?.sorryServer)
        #expect(sorry == behind.configuration.virtualServers.first?.sorryServer)
        #expect(sorry.inhibit && sorry.settings.forwarding == .directRouting)
    }
}
