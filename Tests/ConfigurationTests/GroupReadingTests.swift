import Configuration
import IPVSTable
import NetworkTypes
import Testing
import VirtualServers

private func group(_ members: String, _ lines: String = "", realServer: String = "10.0.1.1 80") -> String {
    """
    virtual_server_group shop {
        \(members)
    }
    virtual_server group shop {
        lb_algo rr
        lb_kind TUN
        protocol TCP
        \(lines)
        real_server \(realServer) {
        }
    }

    """
}

@Suite("virtual_server_group")
struct GroupReadingTests {
    private func services(_ members: String) -> [String]? {
        read(group(members)).configuration.virtualServers.first?.services.map(\.description)
    }

    @Test("addresses, ranges, prefixes and firewall marks become services of one virtual server")
    func members() {
        #expect(services("10.0.0.1 80\n10.0.0.5 81") == ["[10.0.0.1]:tcp:80", "[10.0.0.5]:tcp:81"])
        #expect(services("10.0.0.254-255 80") == ["[10.0.0.254]:tcp:80", "[10.0.0.255]:tcp:80"])
        #expect(services("10.0.0.255-10.0.1.0 80") == ["[10.0.0.255]:tcp:80", "[10.0.1.0]:tcp:80"])
        #expect(services("10.0.0.4/31 80") == ["[10.0.0.4]:tcp:80", "[10.0.0.5]:tcp:80"])
        #expect(services("2001:db8::fe-ff 80") == ["[2001:db8::fe]:tcp:80", "[2001:db8::ff]:tcp:80"])
        #expect(services("2001:db8::/127 80") == ["[2001:db8::]:tcp:80", "[2001:db8::1]:tcp:80"])
        #expect(services("fwmark 3 inet\nfwmark 3 inet6") == ["FWM 3", "FWM 3"])
    }

    @Test("the group may stand behind its virtual server, and one group serves two protocols")
    func order() {
        let text = group("10.0.0.1 80") + group("", "protocol UDP").split(separator: "virtual_server group")[1...].map { "virtual_server group" + $0 }.joined()
        let reading = read(text)
        #expect(reading.complaints == [])
        #expect(reading.configuration.virtualServers.map(\.identity) == [.group("shop", .tcp), .group("shop", .udp)])
        let behind = "virtual_server group g {\nlb_algo rr\nlb_kind DR\nprotocol TCP\nreal_server 10.0.1.1 80 {\n}\n}\nvirtual_server_group g {\n10.0.0.1 80\n}"
        #expect(read(behind).configuration.virtualServers.first?.services.count == 1)
    }

    @Test(
        "what can't be a member is left out with a message",
        arguments: [
            ("10.0.0.9-3 80", "invalid-value"), ("10.0.0.1-300 80", "invalid-value"), ("10.0.0.0/8 80", "invalid-value"),
            ("10.0.0.1/24 80", "invalid-value"), ("10.0.0.1/33 80", "invalid-value"), ("10.0.0.1-2001:db8::1 80", "invalid-value"),
            ("10.0.0.300 80", "invalid-address"), ("10.0.0.1 99999", "out-of-range"), ("fwmark", "missing-value"), ("fwmark 0", "out-of-range"),
            ("fwmark 3 ipv4", "invalid-value"), ("2001:db8::2-1 80", "invalid-value"), ("2001:db8::1-+2 80", "invalid-value"),
        ])
    func wrongMembers(member: String, code: String) {
        let reading = read(group("10.0.0.77 80\n\(member)"))
        #expect(reading.complaints == [code])
        #expect(reading.configuration.virtualServers.first?.services.count == 1)
    }

    @Test("a group that isn't there, is empty or is there twice")
    func wholeGroups() {
        #expect(read("virtual_server group g {\nlb_algo rr\nlb_kind DR\nprotocol TCP\nreal_server 10.0.1.1 80 {\n}\n}").complaints == ["unknown-virtual-server-group"])
        #expect(read(group("")).complaints == ["empty-virtual-server-group", "empty-virtual-server-group"])
        #expect(read("virtual_server_group shop {\n10.0.0.1 80\n}\n" + group("10.0.0.2 80")).complaints == ["duplicate-virtual-server-group"])
        #expect(read(group("10.0.0.1-200 80\n10.0.0.3 80")).complaints == ["duplicate-group-member"])
    }

    @Test("a service belongs to one virtual server: the first in the text")
    func collisions() {
        let reading = read(virtualServer("real_server 10.0.1.1 80 {\n}", name: "10.0.0.2 80") + group("10.0.0.1-3 80"))
        #expect(reading.complaints == ["duplicate-virtual-server"])
        #expect(reading.configuration.virtualServers.map(\.services.count) == [1, 2])
    }

    @Test("both families go together only in tunnels, and marks then need a family")
    func families() {
        let both = "10.0.0.1 80\n2001:db8::1 80"
        #expect(read(group(both)).complaints == [])
        #expect(read(group(both, "lb_kind DR")).complaints == ["no-real-server", "address-family-mismatch"])
        #expect(read(group(both + "\nfwmark 3")).complaints == ["address-family-mismatch"])
        #expect(read(group(both + "\nfwmark 3 inet6")).configuration.virtualServers.first?.services.count == 3)
    }

    @Test("with several ports a real server has that of each member unless NAT gives it one")
    func ports() {
        func port(_ lines: String) -> UInt16? {
            read(group("10.0.0.1 80\n10.0.0.1 443", lines)).configuration.virtualServers.first?.realServers.first?.identity.port
        }
        #expect(port("lb_kind DR") == 0)
        #expect(port("lb_kind NAT") == 80)
        let mixed = read(group("10.0.0.1 80\nfwmark 3", "lb_kind DR"))
        #expect(mixed.complaints == [])
        #expect(mixed.configuration.virtualServers.first?.realServers.first?.identity.port == 80)
        #expect(mixed.configuration.virtualServers.first?.settings.persistenceTimeout == 0)
    }

    @Test("a group of marks has no protocol; a member without a port makes all persistent")
    func protocols() {
        let marks = read(group("fwmark 3"))
        #expect(marks.notices == ["protocol-ignored"])
        #expect(marks.configuration.virtualServers.first?.identity == .group("shop", nil))
        #expect(read(group("10.0.0.1", realServer: "10.0.1.1")).complaints == ["persistence-forced"])
    }

    @Test("printed, it means the same again; what differs in its members is a difference of the virtual server")
    func printing() {
        let old = read(group("10.0.0.1-2 80\nfwmark 3\n2001:db8::1 80", "ip_family inet")).configuration
        #expect(read(old.text).configuration == old)
        let new = read(group("10.0.0.1-3 80\nfwmark 3\n2001:db8::1 80", "ip_family inet")).configuration
        #expect(new.changes(from: old).all == [.init(.virtualServer(.group("shop", .tcp)), .changed([.init(keyword: "10.0.0.3", old: nil, new: "80")]))])
    }
}
