public import ConfigurationLanguage
internal import ControlProtocol
public import LogRecords

/// What the command line asks of the daemon.
public struct SupervisorOptions: Sendable {
    /// The configuration file, absolute.
    public var configurationPath: String
    /// What the meaning of the configuration depends on beside its text: `-i`, `-e`.
    public var settings = ConfigurationSource.settings()
    /// `--runtime-dir`: everything that two daemons on one machine must not share stands under it.
    public var runtimeDirectory = "/run/lvsd"
    /// It was given: then an instance or a namespace has no directory of its own under it.
    public var hasGivenRuntimeDirectory = false
    /// `-s`: the network namespace, whatever the configuration says.
    public var networkNamespace: String?
    /// The directory from which the daemon was started, to which relative names on its command line refer.
    public var startDirectory: String?
    /// The descriptor of what a program before this one, in this process, has left (`Handover`).
    public var handover: Int32?
    /// Of the program.
    public var version = ""
    /// `-n`: stay in the foreground.
    public var foreground = false
    /// `-l`, `-D`, `-G`, `-S`, `-g` and those of ours.
    public var log = LogSettings()
    /// `-u`: for the files that the daemon makes.
    public var fileModeMask: UInt32?
    /// `--strict-config`: a configuration with an error is not started with.
    public var refusesErrors = false
    /// `-d`.
    public var dumpsConfiguration = false
    /// Off with `-C` alone.
    public var runsVRRP = true
    /// Off with `-P` alone.
    public var runsCheck = true
    /// Off with `-B`.
    public var runsBFD = true
    /// `--all`: roles without anything to do run as well.
    public var runsAllRoles = false
    /// `-V`: virtual addresses, routes and rules stay when the daemon stops, and nobody is told.
    public var leavesAddresses = false
    /// `-I`: the IPVS table stays when the daemon stops.
    public var leavesTable = false
    /// `-R`: the daemon ends with the first of its processes that dies.
    public var endsWithRoles = false
    /// `-a`.
    public var logsAddresses = false
    /// `-m`: a process that ends by a fault leaves its memory in a file (core(5)).
    public var dumpsCore = false
    /// `-M`: what the machine calls such files from now on.
    public var corePattern: String?
    /// What is to be said of options that have no effect.
    public var remarks: Set<String> = []
    /// `-p`; under the runtime directory where nil.
    public var pidFile: String?
    /// `-r`.
    public var vrrpPIDFile: String?
    /// `-c`.
    public var checkPIDFile: String?
    /// `-b`.
    public var bfdPIDFile: String?

    /// As keepalived's.
    public static let defaultFileModeMask: UInt32 = 0o022

    public init(configurationPath: String) {
        self.configurationPath = configurationPath
    }
}

extension SupervisorOptions {
    var absentRoles: Set<Role> {
        Set((runsVRRP ? [] : [.vrrp]) + (runsCheck ? [] : [.check]) + (runsBFD ? [] : [.bfd]))
    }

    /// The roles that run where those are the ones with something to do.
    func roles(forWorkOf busy: Set<Role>) -> Set<Role> {
        runsAllRoles ? Set(Role.allCases).subtracting(absentRoles) : busy
    }

    func leavesEverything(of role: Role) -> Bool {
        switch role {
        case .vrrp: leavesAddresses
        case .check: leavesTable
        case .bfd: false
        }
    }

    /// As the command line has it.
    func pidFile(of role: Role) -> String? {
        switch role {
        case .vrrp: vrrpPIDFile
        case .check: checkPIDFile
        case .bfd: bfdPIDFile
        }
    }
}
