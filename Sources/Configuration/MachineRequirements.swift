public import ConfigurationLanguage
public import HealthCheck
public import NetworkTypes

/// What a configuration expects of the machine that it runs on, with the place in the text that expects it.
///
/// The reader collects it; `MachineFacts` says what is so; `diagnostics(on:)` compares the two.
public struct MachineRequirements: Hashable, Sendable {
    /// A name that stands in the text.
    public struct Named: Hashable, Sendable {
        public var name: String
        public var place: SourceRange

        public init(name: String, place: SourceRange) {
            self.name = name
            self.place = place
        }
    }

    /// An instance of priority 255, which by RFC 3768 section 5.3.4 has the addresses anyway.
    public struct Owner: Hashable, Sendable {
        public var addresses: [IPAddress]
        public var place: SourceRange

        public init(addresses: [IPAddress], place: SourceRange) {
            self.addresses = addresses
            self.place = place
        }
    }

    /// Each interface once, where it is first named.
    public private(set) var interfaces: [Named] = []
    /// The program at the beginning of each script, each once.
    public private(set) var programs: [Named] = []
    /// Virtual servers that are tracked and aren't there.
    public private(set) var missingVirtualServers: [Named] = []
    public internal(set) var owners: [Owner] = []
    /// Instances whose addresses may be too many for one packet.
    public internal(set) var advertisers: [Advertiser] = []
    /// `enable_script_security` stands in the text.
    public internal(set) var asksForScriptSecurity = false
    /// Scripts run, and nobody has asked that those be refused which others could have written.
    public var trustsScripts: Bool { !programs.isEmpty && !asksForScriptSecurity }
    /// The interfaces that advertisements are received on, each once.
    public private(set) var listeningInterfaces: [Named] = []
    /// The first virtual server of each family whose packets are forwarded by NAT.
    public private(set) var translated: [AddressFamily: SourceRange] = [:]
    /// The first virtual server.
    public internal(set) var firstVirtualServer: SourceRange?

    /// By which uses of parameters, sequences and includes the text of a place came there, where it did.
    private var origins: [SourceRange: [Diagnostic.Related]] = [:]

    /// A regular expression that stands in the text.
    public struct Expression: Hashable, Sendable {
        public var pattern: BodyPattern
        public var place: SourceRange
    }

    /// Each regular expression once, where it first stands.
    public private(set) var expressions: [Expression] = []
    /// The files that a check reads, each once.
    public private(set) var files: [Named] = []

    private var knownExpressions: Set<BodyPattern> = []
    private var knownFiles: Set<String> = []
    private var knownInterfaces: Set<String> = []
    private var knownPrograms: Set<String> = []
    private var knownListeners: Set<String> = []

    public init() {}

    /// Everything that was asked for by name, in its order and as often: each block that is passed over asks for its own again.
    private(set) var needs: [Need] = []

    /// One of the things that blocks of virtual servers ask for.
    struct Need: Hashable, Sendable {
        enum What: Hashable, Sendable {
            case interface(String)
            case program(String)
            case pattern(BodyPattern)
            case file(String)
        }

        var what: What
        var place: SourceRange

        func moved(by offset: UInt32) -> Need {
            var need = self
            need.place.offset &+= offset
            return need
        }

        func moved(to file: UInt32, _ expansion: UInt32) -> Need {
            var need = self
            need.place.file = file
            need.place.expansion = expansion
            return need
        }
    }

    mutating func add(_ need: Need) {
        switch need.what {
        case .interface(let name): needInterface(name, at: need.place)
        case .program(let name): needProgram(name, at: need.place)
        case .pattern(let pattern): needPattern(pattern, at: need.place)
        case .file(let path): needFile(path, at: need.place)
        }
    }

    mutating func needInterface(_ name: String, at place: SourceRange) {
        needs.append(Need(what: .interface(name), place: place))
        if knownInterfaces.insert(name).inserted { interfaces.append(Named(name: name, place: place)) }
    }

    mutating func needProgram(_ name: String, at place: SourceRange) {
        needs.append(Need(what: .program(name), place: place))
        if knownPrograms.insert(name).inserted { programs.append(Named(name: name, place: place)) }
    }

    mutating func needPattern(_ pattern: BodyPattern, at place: SourceRange) {
        needs.append(Need(what: .pattern(pattern), place: place))
        if knownExpressions.insert(pattern).inserted { expressions.append(Expression(pattern: pattern, place: place)) }
    }

    mutating func needFile(_ path: String, at place: SourceRange) {
        needs.append(Need(what: .file(path), place: place))
        if knownFiles.insert(path).inserted { files.append(Named(name: path, place: place)) }
    }

    mutating func needVirtualServer(_ name: String, at place: SourceRange) {
        missingVirtualServers.append(Named(name: name, place: place))
    }

    mutating func listen(on name: String, at place: SourceRange) {
        if knownListeners.insert(name).inserted { listeningInterfaces.append(Named(name: name, place: place)) }
    }

    mutating func translate(_ family: AddressFamily, at place: SourceRange) {
        if translated[family] == nil { translated[family] = place }
    }

    /// Keeps in mind where the text of each place was expanded from, for when the tree is gone.
    mutating func trace(in tree: SyntaxTree) {
        let named = (interfaces + programs + listeningInterfaces + files).map(\.place) + expressions.map(\.place)
        for place in named + owners.map(\.place) + advertisers.map(\.place) + translated.values + [firstVirtualServer].compactMap(\.self) where place.expansion != 0 {
            origins[place] = tree.origins(of: place)
        }
    }

    /// The message with the uses of parameters, sequences and includes by which its text came to where it took effect.
    func explained(_ diagnostic: Diagnostic) -> Diagnostic {
        var diagnostic = diagnostic
        if let found = origins[diagnostic.range] { diagnostic.origins = found }
        return diagnostic
    }

    /// The settings of the kernel that matter, as paths under /proc/sys.
    public var settings: [String] {
        var paths: [String] = []
        if translated[.ipv4] != nil { paths.append(KernelSetting.forwarding4) }
        if translated[.ipv6] != nil { paths.append(KernelSetting.forwarding6) }
        if firstVirtualServer != nil { paths.append(KernelSetting.connectionReuse) }
        if !listeningInterfaces.isEmpty { paths.append(KernelSetting.reversePathFilter(of: "all")) }
        paths += advertisers.map { KernelSetting.transmissionUnit(of: $0.instance.interface) }
        return paths + listeningInterfaces.map { KernelSetting.reversePathFilter(of: $0.name) }
    }
}

/// Paths under /proc/sys (Documentation/networking/ip-sysctl.rst and ipvs-sysctl.rst of the kernel).
enum KernelSetting {
    static let forwarding4 = "net/ipv4/ip_forward"
    static let forwarding6 = "net/ipv6/conf/all/forwarding"
    static let connectionReuse = "net/ipv4/vs/conn_reuse_mode"

    /// IPv6's, which is the interface's own unless somebody has made it less.
    static func transmissionUnit(of interface: String) -> String { "net/ipv6/conf/\(interface)/mtu" }

    static func reversePathFilter(of interface: String) -> String { "net/ipv4/conf/\(interface)/rp_filter" }
}
