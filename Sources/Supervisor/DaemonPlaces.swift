internal import Configuration
internal import ControlProtocol

/// Where a daemon's files stand, so that several on one machine don't take each other's.
struct DaemonPlaces: Hashable {
    var runtimeDirectory: String
    var pidFile: String
    private var rolePIDFiles: [Role: String] = [:]
    /// What must be made before files can be written there.
    var pidDirectory: String?

    /// Where keepalived has files with process numbers, if it has a directory for them.
    private static let keepalivedDirectory = "/run/keepalived"

    /// - Parameters:
    ///   - options: of the command line, which have the last word.
    ///   - definitions: of the configuration.
    init(_ options: SupervisorOptions, _ definitions: DaemonDefinitions) {
        let namespace = definitions.networkNamespace
        let instance = definitions.instance
        runtimeDirectory = options.runtimeDirectory
        if let distinction = definitions.distinction, !options.hasGivenRuntimeDirectory { runtimeDirectory += "/" + distinction }
        let usesDirectory = definitions.usesPIDDirectory || namespace != nil || instance != nil
        guard usesDirectory else {
            pidFile = options.pidFile ?? runtimeDirectory + "/lvsd.pid"
            for role in Role.allCases { rolePIDFiles[role] = options.pidFile(of: role) ?? "\(runtimeDirectory)/\(Self.pidFileName(role)).pid" }
            return
        }
        let directory = Self.keepalivedDirectory + (namespace.map { "/" + $0 } ?? "")
        let ending = (instance.map { "_" + $0 } ?? "") + ".pid"
        pidDirectory = directory
        pidFile = options.pidFile ?? "\(directory)/keepalived\(ending)"
        for role in Role.allCases { rolePIDFiles[role] = options.pidFile(of: role) ?? "\(directory)/\(Self.pidFileName(role))\(ending)" }
    }

    func pidFile(of role: Role) -> String {
        rolePIDFiles[role] ?? "\(runtimeDirectory)/\(Self.pidFileName(role)).pid"
    }

    /// keepalived's names.
    private static func pidFileName(_ role: Role) -> String {
        switch role {
        case .vrrp: "vrrp"
        case .check: "checkers"
        case .bfd: "bfd"
        }
    }

    /// The file of `reload_file`.
    func reloadFile(_ file: DaemonDefinitions.ReloadFile) -> String {
        switch file {
        case .path(let path): path
        case .standard: (pidDirectory ?? runtimeDirectory) + "/keepalived.reload"
        }
    }
}
