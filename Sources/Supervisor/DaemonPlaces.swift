internal import Configuration

/// Where a daemon's files stand, so that several on one machine don't take each other's.
struct DaemonPlaces: Hashable {
    var runtimeDirectory: String
    var pidFile: String
    var vrrpPIDFile: String
    var checkPIDFile: String
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
            vrrpPIDFile = options.vrrpPIDFile ?? runtimeDirectory + "/vrrp.pid"
            checkPIDFile = options.checkPIDFile ?? runtimeDirectory + "/checkers.pid"
            return
        }
        let directory = Self.keepalivedDirectory + (namespace.map { "/" + $0 } ?? "")
        let ending = (instance.map { "_" + $0 } ?? "") + ".pid"
        pidDirectory = directory
        pidFile = options.pidFile ?? "\(directory)/keepalived\(ending)"
        vrrpPIDFile = options.vrrpPIDFile ?? "\(directory)/vrrp\(ending)"
        checkPIDFile = options.checkPIDFile ?? "\(directory)/checkers\(ending)"
    }

    /// The file of `reload_file`.
    func reloadFile(_ file: DaemonDefinitions.ReloadFile) -> String {
        switch file {
        case .path(let path): path
        case .standard: (pidDirectory ?? runtimeDirectory) + "/keepalived.reload"
        }
    }
}
