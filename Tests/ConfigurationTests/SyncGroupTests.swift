import Configuration
import NetworkTypes
import Testing
import VRRP

@Suite("vrrp_sync_group")
struct SyncGroupConfigurationTests {
    private static let members = instance("", name: "A") + instance("", name: "B", identifier: 52, address: "10.0.0.2")

    private func group(_ lines: String, before: String = members) -> Configuration.Reading {
        read(before + "vrrp_sync_group G {\ngroup {\nA\nB\n}\n\(lines)\n}\n")
    }

    @Test("a group may stand before its members, one or several to a line")
    func members() {
        #expect(group("").configuration.syncGroups == [SyncGroupDefinition(name: "G", members: ["A", "B"])])
        #expect(read("vrrp_sync_group G {\ngroup {\nA B\n}\n}\n" + Self.members).configuration.syncGroups.first?.members == ["A", "B"])
    }

    @Test("all keywords")
    func keywords() {
        let reading = group(
            """
            track_script {
                chk
            }
            track_interface {
                eth5 weight 7
            }
            notify_master "/x/master a" nobody
            notify /x/any
            smtp_alert
            sync_group_tracking_weight
            """, before: "vrrp_script chk {\nscript /bin/true\nweight -5\n}\n" + Self.members)
        let expected = SyncGroupDefinition(
            name: "G", members: ["A", "B"],
            tracking: [Tracking(.script("chk"), weight: TrackingWeight(-5)), Tracking(.interface("eth5"), weight: TrackingWeight(7))],
            allowsMemberWeights: true,
            notifications: NotificationScripts(
                byState: [.master: ScriptCommand(words: ["/x/master", "a"], user: "nobody")], general: ScriptCommand(words: ["/x/any"])),
            sendsMail: true)
        #expect(reading.configuration.syncGroups == [expected])
        #expect(reading.complaints == [])
        let again = read(reading.configuration.text)
        #expect(again.configuration == reading.configuration)
    }

    @Test("what the group tracks, every member tracks, with the group's weight")
    func tracking() {
        let before = "vrrp_script chk {\nscript /bin/true\n}\n" + instance("track_script {\nchk\n}", name: "A") + instance("", name: "B", identifier: 52, address: "10.0.0.2")
        let instances = group("track_script {\nchk weight 20\n}", before: before).configuration.synchronizedInstances
        let expected = [Tracking(.script("chk"), weight: TrackingWeight(20))]
        #expect(instances.map(\.parameters.tracking) == [expected, expected])
        #expect(instances.map(\.parameters.isSynchronized) == [true, true])
    }

    @Test("what a member tracks with a weight is ignored, unless the group says otherwise")
    func memberWeights() {
        let before =
            instance("track_interface {\neth5 weight 7\neth6\n}", name: "A") + instance("", name: "B", identifier: 52, address: "10.0.0.2")
        let ignored = group("", before: before)
        #expect(ignored.complaints == ["weight-in-group"])
        #expect(ignored.configuration.vrrpInstances.first?.parameters.tracking == [Tracking(.interface("eth6"), weight: TrackingWeight(0))])
        #expect(group("sync_group_tracking_weight", before: before).complaints == [])
        let old = group("global_tracking", before: before)
        #expect(old.complaints == [])
        #expect(old.notices == ["obsolete-keyword"])
        #expect(old.configuration.syncGroups.first?.allowsMemberWeights == true)
    }

    @Test(
        "what is wrong with a group is said at its place",
        arguments: [
            ("vrrp_sync_group G {\ngroup {\nA\nX\nB\n}\n}\n", ["unknown-instance"]), ("vrrp_sync_group G {\ngroup {\nA\n}\n}\n", ["group-of-one"]),
            ("vrrp_sync_group G {\n}\n", ["empty-sync-group"]), ("vrrp_sync_group G {\ngroup {\nA\nA\nB\n}\n}\n", ["instance-in-two-groups"]),
            (
                "vrrp_sync_group G {\ngroup {\nA\nB\n}\n}\nvrrp_sync_group G {\ngroup {\nA\nB\n}\n}\n", ["duplicate-sync-group"]
            ),
            (
                "vrrp_sync_group G {\ngroup {\nA\nB\n}\n}\nvrrp_sync_group H {\ngroup {\nA\nB\n}\n}\n",
                ["instance-in-two-groups", "instance-in-two-groups", "empty-sync-group"]
            ),
            ("vrrp_sync_group G {\ngroup {\nA\nB\n}\ntrack_script {\nchk\n}\n}\n", ["unknown-script"]),
        ])
    func mistakes(text: String, codes: [String]) {
        #expect(Set(read(Self.members + text).complaints) == Set(codes))
    }
}
