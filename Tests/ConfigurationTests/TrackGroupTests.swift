import Routing
import Testing
import VRRP

@testable import Configuration

@Suite("Track groups")
struct TrackGroupTests {
    private func text(_ group: String, static line: String = "10.7.0.5/24 dev eth1 track_group G") -> String {
        let instances = ["A", "B"].enumerated().map { number, name in
            "vrrp_instance \(name) {\ninterface eth0\nvirtual_router_id \(51 + number)\npriority 100\nvirtual_ipaddress {\n10.0.0.\(number + 1)\n}\n}\n"
        }
        return instances.joined() + group + "static_ipaddress {\n\(line)\n}\n"
    }

    private func tracking(_ configuration: Configuration) -> [String: [Tracking]] {
        Dictionary(uniqueKeysWithValues: configuration.synchronizedInstances.map { ($0.parameters.name, $0.parameters.tracking) })
    }

    private let followsG = [Tracking(.staticGroup("G"), weight: TrackingWeight(0))]

    @Test("the members of a group follow what names it, wherever the group stands", arguments: ["track_group", "static_track_group"])
    func members(keyword: String) {
        let group = "\(keyword) G {\ngroup {\nA\n}\n}\n"
        for text in [text(group), text("") + group] {
            let reading = read(text)
            #expect(reading.complaints == [])
            #expect(tracking(reading.configuration) == ["A": followsG, "B": []])
            // What is run isn't what was written.
            #expect(reading.configuration.vrrpInstances.flatMap(\.parameters.tracking).isEmpty)
            #expect(read(reading.configuration.text).configuration == reading.configuration)
        }
    }

    @Test("a group that nothing names is followed by nobody")
    func unnamed() {
        let reading = read(text("track_group G {\ngroup {\nA B\n}\n}\n", static: "10.7.0.5/24 dev eth1"))
        #expect(reading.complaints == [])
        #expect(tracking(reading.configuration) == ["A": [], "B": []])
    }

    @Test("a member of a sync group brings its fault into the group by its own tracking")
    func inSyncGroup() {
        let reading = read(text("track_group G {\ngroup {\nB\n}\n}\nvrrp_sync_group S {\ngroup {\nA\nB\n}\n}\n"))
        #expect(tracking(reading.configuration) == ["A": [], "B": followsG])
    }

    @Test("names that lead nowhere are named, and what is right takes effect")
    func mistakes() {
        let unknownMember = read(text("track_group G {\ngroup {\nA\nX\n}\n}\n"))
        #expect(unknownMember.complaints == ["unknown-instance"])
        #expect(tracking(unknownMember.configuration)["A"] == followsG)
        let unknownGroup = read(text("", static: "10.7.0.5/24 dev eth1 track_group H"))
        #expect(unknownGroup.complaints == ["unknown-tracker"])
        #expect(unknownGroup.configuration.staticNetwork.addresses.first?.trackGroup == nil)
        #expect(read(text("track_group G {\n}\n")).complaints == ["empty-track-group"])
        #expect(read(text("track_group G {\ngroup {\nA\n}\n}\ntrack_group G {\ngroup {\nB\n}\n}\n")).complaints == ["duplicate-track-group"])
        #expect(read(text("", static: "10.7.0.5/24 dev eth1")).complaints == [])
    }
}
