public import Configuration

/// Where the files of keepalived's signals stand, and what they are called.
public struct DataFilePlace: Hashable, Sendable {
    private let runtimeDirectory: String
    private let settings: DataFileSettings
    /// Where several daemons write into one directory.
    private let distinction: String?

    public init(_ runtimeDirectory: String, _ definitions: DaemonDefinitions) {
        self.runtimeDirectory = runtimeDirectory
        settings = definitions.dataFiles
        distinction = settings.usesDistinction ? definitions.distinction : nil
    }

    /// `json_version`.
    public var jsonVersion: Int { settings.jsonVersion }

    /// - Parameter part: of the name: empty for the VRRP role, `_check`, `_parent`.
    public func path(of file: DataFile, part: String) -> String {
        let given: String?
        let ending: String
        switch file {
        case .data: (given, ending) = (settings.state, "data")
        case .statistics, .statisticsAndClear: (given, ending) = (settings.statistics, "stats")
        case .json: (given, ending) = (settings.json, "json")
        }
        let middle = part + (distinction.map { "_" + $0 } ?? "")
        guard let given else { return "\(runtimeDirectory)/keepalived\(middle).\(ending)" }
        // Before the ending of the name that was given, if it has one.
        let name = given.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return given + middle }
        let suffix = name[dot...]
        return given.dropLast(suffix.count) + middle + suffix
    }

    /// keepalived's names for the VRRP role's files; those of the other roles are called alike.
    public func path(of file: DataFile, role: Role) -> String {
        path(of: file, part: role == .vrrp ? "" : "_" + role.rawValue)
    }
}
