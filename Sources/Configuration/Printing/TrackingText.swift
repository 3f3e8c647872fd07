internal import NetworkTypes
internal import VRRP

extension ConfigurationWriter {
    mutating func write(_ tracking: [Tracking]) {
        for keyword in TrackedObject.listKeywords {
            write(keyword, tracking.filter { $0.object.listKeyword == keyword && !$0.object.isServer })
        }
        for item in tracking where item.object.isServer { write(item) }
    }

    private mutating func write(_ server: Tracking) {
        let words = server.object.name.split(separator: " ", maxSplits: 1).map { Self.quoted(String($0)) }
        block((["track_virtual_server"] + words).joined(separator: " ")) { $0.line("weight", server.weight.text) }
    }

    private mutating func write(_ keyword: String, _ lines: [Tracking]) {
        if lines.isEmpty { return }
        block(keyword) { writer in
            for line in lines {
                // Without the word the line would follow a block that says `reverse`.
                let direction = line.object.hasBlock && !line.weight.isReversed ? " noreverse" : ""
                writer.line(Self.quoted(line.object.name), "weight", line.weight.text + direction)
            }
        }
    }
}

extension TrackedObject {
    /// Whether a block of its own declares its weight.
    fileprivate var hasBlock: Bool {
        switch self {
        case .script, .file, .process, .session: true
        case .interface, .virtualServer, .staticGroup: false
        }
    }

    fileprivate var isServer: Bool {
        if case .virtualServer = self { true } else { false }
    }
}
