internal import ConfigurationLanguage
internal import NetworkTypes
internal import VRRP

// What instances and sync groups have in common.

/// The `track_*` lists.
func trackKeywords(in block: Block, add: @escaping @Sendable (inout Reader, TrackingDraft) -> Void) -> [Keyword] {
    [
        .list("track_script", in: block, syntax: trackingSyntax) { reader, line in
            if let tracking = reader.trackingLine(line, as: TrackedObject.script) { add(&reader, tracking) }
        },
        .list("track_interface", in: block, syntax: trackingSyntax) { reader, line in
            guard let tracking = reader.trackingLine(line, as: TrackedObject.interface), reader.interfaceName(0, in: line) != nil else { return }
            add(&reader, tracking)
        },
        .list("track_file", in: block, syntax: trackingSyntax) { reader, line in
            if let tracking = reader.trackingLine(line, as: TrackedObject.file) { add(&reader, tracking) }
        },
        .list("track_process", in: block, syntax: trackingSyntax) { reader, line in
            if let tracking = reader.trackingLine(line, as: TrackedObject.process) { add(&reader, tracking) }
        },
        .list("track_bfd", in: block, syntax: trackingSyntax) { reader, line in
            if let tracking = reader.trackingLine(line, as: TrackedObject.session) { add(&reader, tracking) }
        },
        .block(
            "track_virtual_server", in: block, syntax: "ADDR [PORT] | fwmark N | group NAME", opens: .trackVirtualServer, 1...2,
            begin: { $0.beginTrackedServer($1) },
            end: { reader, _ in if let tracking = reader.trackedServer { add(&reader, tracking) } }),
    ]
}

/// What stands in a block `track_virtual_server`.
let trackedServerKeywords: [Keyword] = [
    .words("weight", in: .trackVirtualServer, syntax: "-253-253 [reverse|noreverse]", default: "0", 1...2) { reader, statement in
        if let weight = reader.weightDraft(1, in: statement) { reader.trackedServer?.weight = weight }
    }
]

private let trackingSyntax = "NAME [weight W [reverse|noreverse]]"

/// The scripts that are told of transitions.
func notifyKeywords(
    in block: Block, change: @escaping @Sendable (inout Reader, (inout NotificationScripts) -> Void) -> Void
) -> [Keyword] {
    let byState: [(String, NotifiedState)] = [
        ("notify_master", .master), ("notify_backup", .backup), ("notify_fault", .fault), ("notify_stop", .stop),
    ]
    return byState.map { name, state in
        .script(name, in: block) { reader, command in change(&reader) { $0.byState[state] = command } }
    } + [.script("notify", in: block) { reader, command in change(&reader) { $0.general = command } }]
}
