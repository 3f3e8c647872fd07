import Configuration
import IPVSTable
import NetworkTypes
import Testing
import VirtualServers

@Suite("Real servers and the kernel's destinations")
struct DestinationTests {
    private func group(_ realServers: String) -> String {
        "virtual_server_group g {\n10.0.0.1 80\n10.0.0.1 443\nfwmark 7 inet\n}\nvirtual_server group g {\nlb_algo rr\nlb_kind NAT\nprotocol TCP\n\(realServers)\n}\n"
    }

    @Test("DR and TUN can't change the port: the same address twice is one destination, whatever port is written")
    func forcedPorts() {
        for kind in ["DR", "TUN"] {
            for name in ["10.0.0.1 80", "fwmark 7"] {
                let text = "virtual_server \(name) {\nlb_algo rr\nlb_kind \(kind)\n\(name == "fwmark 7" ? "" : "protocol TCP")\nreal_server 10.0.1.1 80 {\n}\nreal_server 10.0.1.1 81 {\n}\n}\n"
                let reading = read(text)
                #expect(reading.complaints.contains("duplicate-real-server"), "\(kind), \(name)")
                #expect(reading.configuration.virtualServers.first?.realServers.count == 1)
            }
        }
    }

    @Test("in a group of several ports, one that stands at each port meets one that has its own")
    func severalPorts() {
        let others = "real_server 10.0.1.1 80 {\n}\nreal_server 10.0.1.1 {\n}\nreal_server 10.0.1.1 8080 {\n}"
        #expect(read(group(others)).complaints == ["same-destination"])
        let methods = "real_server 10.0.1.1 {\nlvs_method DR\n}\nreal_server 10.0.1.1 443 {\n}"
        #expect(read(group(methods)).complaints == ["same-destination"])
        #expect(read(group("real_server 10.0.1.1 {\n}\nreal_server 10.0.1.1 8080 {\n}")).complaints == [])
        #expect(read(group("sorry_server 10.0.1.1\nreal_server 10.0.1.1 80 {\n}")).complaints == ["same-destination"])
    }

    @Test("whatever is written, no two real servers of a virtual server are one destination", arguments: 0..<200 as Range<UInt64>)
    func nobodyFights(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: 0..<values.count, using: &random)] }
        func realServer() -> String {
            "real_server 10.0.1.\(pick([1, 2])) \(pick(["", "80", "443", "8080"])) {\nlvs_method \(pick(["NAT", "DR", "TUN"]))\n}\n"
        }
        let members = (1...Int.random(in: 1...4, using: &random)).map { pick(["10.0.0.\($0) 80", "10.0.0.\($0) 443", "10.0.0.\($0) 0", "fwmark \($0) inet"]) }
        let sorry = Bool.random(using: &random) ? "sorry_server 10.0.1.\(pick([1, 2, 3])) \(pick(["", "80", "443"]))\n" : ""
        let text =
            "virtual_server_group g {\n\(members.joined(separator: "\n"))\n}\nvirtual_server group g {\nlb_algo rr\nlb_kind \(pick(["NAT", "DR"]))\nprotocol TCP\n\(sorry)"
            + (0..<6).map { _ in realServer() }.joined() + "}\n"
        for definition in read(text).configuration.virtualServers {
            let server = VirtualServer(definition)
            for service in definition.services {
                let places = definition.realServers.indices.map { server.place(of: $0, in: service) }
                #expect(Set(places).count == places.count, "seed \(seed): \(service)\n\(text)")
                guard let sorryServer = definition.sorryServer, !definition.realServers.contains(where: { $0.identity == sorryServer.identity }) else { continue }
                let place = RealServerDefinition(identity: sorryServer.identity, settings: sorryServer.settings, checks: [])
                var beside = definition
                beside.realServers.append(place)
                #expect(!places.contains(VirtualServer(beside).place(of: places.count, in: service)), "seed \(seed): \(service)\n\(text)")
            }
        }
    }
}
