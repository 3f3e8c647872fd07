internal import IPVSNetlink
internal import IPVSTable
internal import LinuxSystem
internal import Netlink

/// Sets the timeouts of `lvs_timeouts`, and sets back what was there before: at the end, and where the configuration names one no more.
///
/// What was there is written down first, so that it isn't forgotten by a crash.
struct TimeoutKeeper {
    private let path: String
    private var present: ConnectionTimeouts?

    init(runtimeDirectory: String) {
        path = runtimeDirectory + "/ipvs-timeouts"
    }

    private static let sizeLimit = 256

    /// - Parameter wanted: nil: whatever was there before.
    mutating func follow(_ wanted: ConnectionTimeouts?, by connection: IPVSConnection) throws(NetlinkError) {
        let former = recorded
        if wanted == nil, former == nil { return }
        if let wanted, wanted == present { return }
        let original: ConnectionTimeouts
        if let former { original = former } else { original = try connection.timeouts() }
        guard let wanted else {
            try connection.setTimeouts(original)
            Files.remove(path)
            present = nil
            return
        }
        // A disk that can't be written to costs what was there, not what is wanted.
        if former == nil { try? Files.replace(path, with: Array("\(original)\n".utf8), mode: 0o600) }
        try connection.setTimeouts(wanted.completed(from: original))
        present = wanted
    }

    private var recorded: ConnectionTimeouts? {
        guard let bytes = try? Files.read(path, limit: Self.sizeLimit) else { return nil }
        return ConnectionTimeouts(String(decoding: bytes, as: UTF8.self))
    }
}
