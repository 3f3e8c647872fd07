import ConfigurationLanguage
import NetworkTypes
import Testing
import VRRP

@testable import Configuration

@Suite("The finer points of vrrp_instance")
struct ProtocolTests {
    private func first(_ lines: String, global: String = "", address: String = "10.0.0.1") -> VRRPInstance? {
        let text = (global.isEmpty ? "" : "global_defs {\n\(global)\n}\n") + instance(lines, address: address)
        return read(text).configuration.vrrpInstances.first
    }

    private func complaints(_ lines: String, address: String = "10.0.0.1") -> [String] {
        read(instance(lines, address: address)).complaints
    }

    private func expectRoundTrip(_ lines: String, address: String = "10.0.0.1") {
        let configuration = read(instance(lines, address: address)).configuration
        #expect(configuration.vrrpInstances.count == 1)
        #expect(read(configuration.text).configuration == configuration, "\(configuration.text)")
    }

    // MARK: IPv6

    private static let linkLocal = "fe80::1/64\n2001:db8::1/64"

    @Test("the first address decides the family, and IPv6 is version 3 to ff02::12")
    func family() throws {
        let instance = try #require(first("", address: Self.linkLocal))
        #expect(instance.parameters.family == .ipv6)
        #expect(instance.parameters.version == .version3)
        #expect(instance.multicastGroup == ProtocolConstants.multicastGroup6)
        #expect(instance.parameters.advertisedAddresses.map(\.description) == ["fe80::1", "2001:db8::1"])
        #expect(complaints("", address: Self.linkLocal) == [])
        #expect(first("", global: "vrrp_mcast_group6 ff02::99", address: Self.linkLocal)?.multicastGroup.description == "ff02::99")
        #expect(first("mcast_dst_ip ff02::98", address: Self.linkLocal)?.multicastGroup.description == "ff02::98")
        expectRoundTrip("mcast_dst_ip ff02::98", address: Self.linkLocal)
    }

    @Test("IPv6 addresses of other scopes are no group, and the first virtual address should be link-local")
    func addresses() {
        #expect(complaints("mcast_dst_ip ff05::98", address: Self.linkLocal) == ["invalid-value"])
        #expect(read(instance("", address: "2001:db8::1/64")).diagnostics.map(\.code.rawValue) == ["first-address-not-link-local"])
        #expect(complaints("unicast_peer {\n2001:db8::9\n}", address: "2001:db8::1/64") == [])
        #expect(complaints("version 2", address: Self.linkLocal) == ["version-without-family"])
        #expect(complaints("native_ipv6") == ["address-family-mismatch"])
        #expect(read("vrrp_instance A {\ninterface eth0\nvirtual_router_id 1\nnative_ipv6\nno_virtual_ipaddress\n}\n").configuration.vrrpInstances.first?.parameters.family == .ipv6)
    }

    @Test("one VRID may stand for an IPv4 and an IPv6 router on an interface")
    func sharedIdentifier() {
        let reading = read(instance("") + instance("", name: "B", address: Self.linkLocal))
        #expect(reading.complaints == [])
        #expect(reading.configuration.vrrpInstances.count == 2)
    }

    // MARK: Elections

    @Test("preempt_delay doesn't go with state MASTER or nopreempt")
    func preemptDelay() {
        #expect(first("preempt_delay 30.5")?.parameters.preemptDelay == .milliseconds(30_500))
        #expect(complaints("preempt_delay 1001") == ["out-of-range"])
        for other in ["state MASTER\npriority 90", "nopreempt"] {
            #expect(complaints("\(other)\npreempt_delay 30") == ["preemption-conflict"])
            #expect(first("\(other)\npreempt_delay 30")?.parameters.preemptDelay == .zero)
        }
        expectRoundTrip("preempt_delay 30.5")
    }

    @Test("options of the election come from global_defs where the instance says nothing")
    func options() throws {
        let global = "vrrp_lower_prio_no_advert\nvrrp_owner_ignore_adverts\nvrrp_skip_check_adv_addr"
        let parameters = try #require(first("priority 255", global: global)?.parameters)
        #expect(!parameters.answersLowerPriority)
        #expect(parameters.ownerIgnoresAdvertisements)
        #expect(!parameters.alwaysComparesAddresses)
        let other = try #require(
            first("priority 255\nlower_prio_no_advert off\nowner_ignore_adverts no\nskip_check_adv_addr off", global: global)?.parameters)
        #expect(other.answersLowerPriority)
        #expect(!other.ownerIgnoresAdvertisements)
        #expect(other.alwaysComparesAddresses)
        #expect(complaints("owner_ignore_adverts") == ["preemption-conflict"])
        expectRoundTrip("priority 255\nlower_prio_no_advert\nowner_ignore_adverts")
    }

    @Test("timer_expired_backup needs nopreempt")
    func timerExpired() {
        #expect(first("nopreempt\ntimer_expired_backup")?.parameters.highestOtherPriority == 254)
        #expect(first("nopreempt\ntimer_expired_backup 120")?.parameters.highestOtherPriority == 120)
        #expect(complaints("timer_expired_backup") == ["preemption-conflict"])
        expectRoundTrip("nopreempt\ntimer_expired_backup 120")
    }

    @Test("unicast without peers goes to the group with a warning, or is a fault")
    func noPeers() {
        #expect(complaints("unicast_src_ip 10.0.0.9") == ["unicast-without-peers"])
        #expect(complaints("unicast_src_ip 10.0.0.9\nunicast_fault_no_peer") == ["unicast-without-peers"])
        #expect(first("unicast_fault_no_peer")?.parameters.unicast?.peers.isEmpty == true)
        expectRoundTrip("unicast_fault_no_peer")
        // What was meant for a few isn't told to all.
        #expect(complaints("unicast_peer {\n10.0.0.x\n}").count == 1)
        #expect(first("unicast_peer {\n10.0.0.x\n}")?.parameters.unicast?.peers.isEmpty == true)
        expectRoundTrip("unicast_peer {\n10.0.0.2\n}\nold_unicast_checksum never")
        expectRoundTrip("unicast_peer {\n10.0.0.2\n}\nold_unicast_checksum\nversion 3")
    }

    // MARK: Authentication

    @Test("AH is read with its password, and not with state MASTER")
    func header() {
        let block = "authentication {\nauth_type AH\nauth_pass secret12\n}"
        #expect(first(block)?.parameters.authentication == .header(key: Array("secret12".utf8)))
        #expect(complaints("state MASTER\npriority 100\n" + block) == ["preemption-conflict"])
        #expect(first("state MASTER\npriority 100\n" + block)?.parameters.initialState == .backup)
        expectRoundTrip(block)
    }

    private static let key = "0123456789abcdef0123456789abcdef"

    @Test("auth_hmac with keys as text, in hexadecimal and in a file")
    func messageAuthentication() throws {
        let block = "auth_hmac {\nkey 1 \(Self.key)\nkey 2 hex:\(Self.key + Self.key)\nkey 3 file:/etc/keys/3\nactive_key 1\n}"
        let instance = try #require(first(block))
        let own = try #require(instance.parameters.messageAuthentication)
        #expect(own.keys[1] == Array(Self.key.utf8))
        #expect(own.keys[2]?.count == 32)
        #expect(own.keys[2]?.first == 0x01)
        #expect(instance.keyFiles == [3: "/etc/keys/3"])
        #expect(own.mode == .enforce)
        #expect(own.window == .seconds(5))
        expectRoundTrip(block)
    }

    @Test("the window follows the interval, and isn't there with anti_replay monotonic")
    func window() {
        func own(_ lines: String, _ outer: String = "") -> MessageAuthentication? {
            first(outer + "\nauth_hmac {\nkey 1 \(Self.key)\nactive_key 1\n\(lines)\n}")?.parameters.messageAuthentication
        }
        #expect(own("", "advert_int 10")?.window == .seconds(30))
        #expect(own("time_window 77")?.window == .seconds(77))
        #expect(own("anti_replay monotonic\ntime_window 77")?.window == nil)
        #expect(own("mode receive-only")?.mode == .receiveOnly)
        #expect(own("mode permissive")?.mode == .permissive)
    }

    @Test("what is wrong with auth_hmac is said", arguments: [
        ("key 1 short\nkey 2 \(key)\nactive_key 2", "invalid-value"), ("key 1 hex:0g\nkey 2 \(key)\nactive_key 2", "invalid-value"),
        ("key 1 \(key)\nkey 1 \(key)\nactive_key 1", "duplicate-key"), ("key 1 \(key)\nactive_key 2", "incomplete-authentication"),
        ("key 1 \(key)", "incomplete-authentication"), ("key 0 \(key)\nkey 1 \(key)\nactive_key 1", "out-of-range"),
        ("key 1 \(key)\nactive_key 1\nmode lax", "invalid-value"), ("key 1 \(key)\nactive_key 1\nanti_replay no", "invalid-value"),
    ])
    func badMessageAuthentication(lines: String, code: String) {
        #expect(complaints("auth_hmac {\n\(lines)\n}") == [code])
    }

    @Test("beside auth_hmac a password is dropped")
    func supersedes() {
        let lines = "authentication {\nauth_type PASS\nauth_pass 1\n}\nauth_hmac {\nkey 1 \(Self.key)\nactive_key 1\n}"
        #expect(complaints(lines) == ["version-without-authentication"])
        #expect(first(lines)?.parameters.authentication == Authentication.none)
    }

    @Test("a key file holds a key as it is written, with line ends after it")
    func keyFiles() {
        #expect(MessageKey.decode(file: Array((Self.key + "\r\n").utf8)) == Array(Self.key.utf8))
        #expect(MessageKey.decode(file: Array(("hex:" + Self.key + Self.key + "\n").utf8))?.count == 32)
        #expect(MessageKey.decode(file: []) == nil)
        #expect(MessageKey.decode(file: Array("hex:é".utf8)) == nil)
        #expect(MessageKey.decode(file: [UInt8](repeating: 0xFF, count: 65)) == nil)
    }

    // MARK: Strict mode

    @Test("strict mode sets back what the RFC doesn't have, and says so", arguments: [
        "state MASTER\npriority 100", "preempt_delay 5", "down_timer_adverts 4", "higher_prio_send_advert on", "lower_prio_no_advert off",
        "garp_lower_prio_repeat 3", "priority 255\nowner_ignore_adverts off",
    ])
    func strict(lines: String) throws {
        let reading = read(instance("strict_mode\n" + lines))
        #expect(reading.complaints.filter { $0 != "closed-addresses" } == ["strict-mode"])
        let parameters = try #require(reading.configuration.vrrpInstances.first?.parameters)
        #expect(parameters.preemptDelay == .zero)
        #expect(parameters.downTimerAdvertisements == 3)
        #expect(!parameters.advertisesBeforeMakingWay)
        #expect(!parameters.answersLowerPriority)
        #expect(parameters.gratuitousARPLowerPriorityRepeat == 0)
        #expect((parameters.initialState == .master) == (parameters.priority == 255))
        #expect(parameters.ownerIgnoresAdvertisements == (parameters.priority == 255))
    }

    @Test("strict mode has no unicast, and wants an address")
    func strictInstances() {
        #expect(read(instance("strict_mode\nunicast_peer {\n10.0.0.2\n}")).configuration.vrrpInstances.isEmpty)
        #expect(
            read("vrrp_instance A {\ninterface eth0\nvirtual_router_id 1\nstrict_mode\nno_virtual_ipaddress\n}\n").configuration.vrrpInstances.isEmpty)
    }
}
