// swift-tools-version: 6.2
import PackageDescription

// The rooms of the house, lowest last. A target depends only on targets that stand below it:
//   executables > roles > input/output > system > cores > values, C shims beside the layer that calls them.
// docs/ARCHITECTURE.md has the picture and says which file serves which task.

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// Of all that is part of the program: nothing there uses Regex, and its library would be a tenth of it.
let lean = strict + [.unsafeFlags(["-Xfrontend", "-disable-implicit-string-processing-module-import"])]

/// A role is a process of its own, started anew after a crash, so what the loader does at each start counts. No library calls back into the
/// program: its names need no table that would be searched. The program's own addresses are kept packed (a hundredth of the size; glibc 2.36 or
/// newer), and the C++ library of Swift's runtime is linked in: see there.
let quickStart = [
    "-use-ld=lld", "-Xlinker", "--no-export-dynamic", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs",
    "-L", "\(Context.packageDirectory)/packaging/linking", "-Xclang-linker", "-static-libgcc",
]

let log: Target.Dependency = .product(name: "Logging", package: "swift-log")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let heap: Target.Dependency = .product(name: "HeapModule", package: "swift-collections")

func room(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: lean)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let package = Package(
    name: "lvsd",
    products: [
        .executable(name: "lvsd", targets: ["lvsd"]),
        .executable(name: "lvsctl", targets: ["lvsctl"]),
        .executable(name: "simulation", targets: ["simulation"]),
        .executable(name: "counts", targets: ["counts"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-log.git", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-collections.git", from: "1.1.0"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.5.0"),
    ],
    targets: [
        // Executables
        .executableTarget(
            name: "lvsd",
            dependencies: ["Supervisor", "VRRPRole", "CheckRole", "BFDRole", "ControlProtocol", "Processes", "Configuration", "ConfigurationLanguage", "LinuxSystem", "LogRecords", log],
            swiftSettings: lean,
            linkerSettings: [.unsafeFlags(quickStart, .when(configuration: .release))]),

        // The operator's command: talks to a running daemon.
        .executableTarget(
            name: "lvsctl", dependencies: ["Varlink", "JSONReading", "LinuxSystem", "LogRecords", "NetworkTypes", arguments],
            swiftSettings: strict, linkerSettings: [.unsafeFlags(quickStart, .when(configuration: .release))]),

        // Plays the simulated network in an optimised build; scripts/test runs it.
        .executableTarget(name: "simulation", dependencies: ["SimulatedNetwork", "SimulatedServers", "LinuxSystem", "NetworkTypes"], swiftSettings: strict),

        // What one unit of work costs, in figures without time; Benchmarks/count holds them against Benchmarks/counts.txt.
        .target(name: "CAllocations", path: "Benchmarks/CAllocations"),
        .executableTarget(
            name: "counts",
            dependencies: ["CAllocations", "Configuration", "ConfigurationLanguage", "HealthCheck", "IPVSTable", "LinuxSystem", "NetworkTypes", "VirtualServers", "VRRP"],
            path: "Benchmarks/Counts", swiftSettings: strict),

        // Roles: each is one process with one thread and one event loop.
        // The resource is the description of the control socket's interface, which clients may ask for.
        room("Supervisor", ["ControlProtocol", "FileWatching", "LogRecords", "Varlink", "Processes", "EventLoop", "Configuration", "ConfigurationLanguage", "VirtualServers", "LinuxSystem", "NetworkTypes", log], resources: [.embedInCode("Control/io.lvsd.Control.varlink")]),
        room("VRRPRole", ["ControlProtocol", "LogRecords", "IPVSNetlink", "IPVSTable", "VRRP", "FileWatching", "NotificationPipes", "Routing", "Firewall", "IPSet", "Processes", "MailTransport", "Configuration", "ConfigurationLanguage", "EventLoop", "RouteNetlink", "Netlink", "PacketIO", "Cryptography", "LinuxSystem", "NetworkTypes", log]),
        room("CheckRole", ["ControlProtocol", "LogRecords", "MailTransport", "RouteNetlink", "HealthCheck", "VirtualServers", "IPVSTable", "Configuration", "ConfigurationLanguage", "EventLoop", "IPVSNetlink", "IPSet", "Netlink", "PacketIO", "Cryptography", "TLSStream", "RegularExpressions", "FileWatching", "NotificationPipes", "Processes", "LinuxSystem", "NetworkTypes", log]),
        room("BFDRole", ["ControlProtocol", "BFD", "Configuration", "EventLoop", "PacketIO", "LinuxSystem", "NetworkTypes", log]),
        room("ControlProtocol", ["LinuxSystem", "LogRecords", "Configuration", "ConfigurationLanguage", "RegularExpressions", "VirtualServers", "EventLoop", "NetworkTypes", log]),

        // Input and output
        room("Varlink", ["EventLoop", "JSONReading", "LinuxSystem", "NetworkTypes"]),
        room("JSONReading", ["NetworkTypes", "CJSON"]),
        room("MailTransport", ["EventLoop", "Mail", "Configuration", "LinuxSystem", "NetworkTypes", log]),
        room("EventLoop", ["LinuxSystem", "NetworkTypes", heap]),
        room("IPVSNetlink", ["LinuxSystem", "Netlink", "IPVSTable", "NetworkTypes", "CNetlink"]),
        room("RouteNetlink", ["Netlink", "Routing", "NetworkTypes", "CNetlink", "CLinux"]),
        room("Firewall", ["Routing", "NetworkTypes", "CNFTables"]),
        room("IPSet", ["NetworkTypes", "CIPSet"]),
        room("Netlink", ["LinuxSystem", "NetworkTypes", "CNetlink"]),
        room("PacketIO", ["LinuxSystem", "NetworkTypes", "CLinux"]),
        room("NotificationPipes", ["EventLoop", "Processes", "LinuxSystem", "LogRecords", "NetworkTypes", log]),
        room("FileWatching", ["EventLoop", "LinuxSystem", "NetworkTypes"]),
        room("Processes", ["EventLoop", "LinuxSystem", "NetworkTypes", "CLinux"]),
        room("Cryptography", ["HealthCheck", "VRRP", "COpenSSL"]),
        room("TLSStream", ["HealthCheck", "LinuxSystem", "NetworkTypes", "COpenSSL"]),
        room("RegularExpressions", ["HealthCheck", "CPCRE2"]),

        // System
        room("LinuxSystem", ["CLinux", "LogRecords", "NetworkTypes", log]),

        // Cores: no clock, socket, file, environment or log call is inside one.
        room("Configuration", ["ConfigurationLanguage", "BFD", "VRRP", "Routing", "HealthCheck", "VirtualServers", "IPVSTable", "NetworkTypes"]),
        room("ConfigurationLanguage", ["NetworkTypes"]),
        room("LogRecords", ["NetworkTypes"]),
        room("VirtualServers", ["IPVSTable", "HealthCheck", "NetworkTypes"]),
        room("HealthCheck", ["NetworkTypes"]),
        room("VRRP", ["NetworkTypes"]),
        room("BFD", ["NetworkTypes"]),
        room("IPVSTable", ["NetworkTypes"]),
        room("Routing", ["NetworkTypes"]),
        room("Mail", ["NetworkTypes"]),

        // Values
        room("NetworkTypes"),

        // C
        .target(name: "CLinux"),
        // They name the libraries' functions and load them at run time: only the headers are needed here.
        .target(name: "CNFTables", linkerSettings: [.linkedLibrary("dl")]),
        .target(name: "CIPSet", linkerSettings: [.linkedLibrary("dl")]),
        .systemLibrary(name: "CNetlink", pkgConfig: "libnl-genl-3.0", providers: [.apt(["libnl-genl-3-dev"])]),
        // From libssl-dev; loaded only where it is used.
        .target(name: "COpenSSL", linkerSettings: [.linkedLibrary("dl")]),
        // From libjson-c-dev; loaded for the first client.
        .target(name: "CJSON", linkerSettings: [.linkedLibrary("dl")]),
        .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),

        // Test kits
        room("SimulatedNetwork", ["VRRP", "NetworkTypes"]),
        room("SimulatedServers", ["FakeKernel", "VirtualServers", "HealthCheck", "IPVSTable", "NetworkTypes"]),
        room("FakeKernel", ["IPVSTable", "NetworkTypes"]),
        .target(name: "PacketDissection", path: "Tests/PacketDissection", swiftSettings: strict),

        // Tests
        tests("LinuxSystemTests", ["LinuxSystem", "LogRecords", "NetworkTypes"]),
        tests("LogRecordsTests", ["LogRecords", "NetworkTypes"]),
        tests("EventLoopTests", ["EventLoop", "LinuxSystem", "NetworkTypes"]),
        tests("FirewallTests", ["Firewall", "Routing", "NetworkTypes"]),
        tests("IPSetTests", ["IPSet", "NetworkTypes"]),
        tests("NetlinkTests", ["Netlink", "CNetlink", "RouteNetlink", "Routing", "NetworkTypes"]),
        tests("PacketIOTests", ["PacketIO"]),
        tests("MailTests", ["Mail", "MailTransport", "EventLoop", "LinuxSystem", "NetworkTypes"]),
        tests("NotificationPipesTests", ["NotificationPipes", "Processes", "EventLoop", "LinuxSystem", "NetworkTypes"]),
        tests("FileWatchingTests", ["FileWatching", "EventLoop", "LinuxSystem", "NetworkTypes"]),
        tests("ProcessesTests", ["Processes", "EventLoop", "LinuxSystem", "NetworkTypes"]),
        tests("ControlProtocolTests", ["ControlProtocol", "LogRecords", "Configuration", "ConfigurationLanguage", "VirtualServers", "IPVSTable", "EventLoop", "LinuxSystem", "NetworkTypes"]),
        tests("SupervisorTests", ["Supervisor", "EventLoop", "Configuration", "VirtualServers", "HealthCheck", "IPVSTable", "ControlProtocol", "Varlink", "JSONReading", "ConfigurationLanguage", "LinuxSystem", "LogRecords", "NetworkTypes"]),
        tests("VarlinkTests", ["Varlink", "JSONReading", "EventLoop", "LinuxSystem", "NetworkTypes"]),
        tests("CheckRoleTests", ["CheckRole", "EventLoop", "FakeKernel", "HealthCheck", "IPVSNetlink", "IPVSTable", "LinuxSystem", "Netlink", "NetworkTypes", "VirtualServers"]),
        tests("VRRPRoleTests", ["VRRPRole", "LinuxSystem", "VRRP", "Configuration", "ConfigurationLanguage", "RouteNetlink", "Routing", "Firewall", "NetworkTypes"]),
        tests("BFDRoleTests", ["BFDRole", "BFD", "NetworkTypes"]),
        tests("NetworkTypesTests", ["NetworkTypes"]),
        tests("VRRPTests", ["VRRP", "Cryptography", "PacketDissection", "SimulatedNetwork", "NetworkTypes"]),
        tests("BFDTests", ["BFD", "PacketDissection", "NetworkTypes"]),
        // Its server is OpenSSL's own, called directly.
        .testTarget(
            name: "TLSStreamTests", dependencies: ["TLSStream", "HealthCheck", "COpenSSL", "NetworkTypes"], swiftSettings: strict,
            linkerSettings: [.linkedLibrary("ssl"), .linkedLibrary("crypto")]),
        tests("RegularExpressionsTests", ["RegularExpressions", "HealthCheck", "NetworkTypes"]),
        tests("HealthCheckTests", ["HealthCheck", "NetworkTypes"]),
        tests("VirtualServersTests", ["VirtualServers", "HealthCheck", "IPVSTable", "NetworkTypes"]),
        tests("CheckSimulationTests", ["SimulatedServers", "HealthCheck", "VirtualServers", "IPVSTable", "FakeKernel", "NetworkTypes"]),
        tests("IPVSTableTests", ["IPVSTable", "FakeKernel", "NetworkTypes"]),
        tests("CommandLineTests", ["lvsd"]),
        tests("OperatorTests", ["lvsctl", arguments, "JSONReading", "NetworkTypes"]),
        tests("ConfigurationLanguageTests", ["ConfigurationLanguage"]),
        tests("ConfigurationTests", ["BFD", "Configuration", "ConfigurationLanguage", "VRRP", "Routing", "HealthCheck", "VirtualServers", "IPVSTable", "NetworkTypes"]),
    ]
)

// Decoders under fuzzing: a test replays the corpora; scripts/fuzz searches, with an engine that brings its own main function.
let decodersUnderTest: [Target.Dependency] = [
    "BFD", "BFDRole", "CheckRole", "ControlProtocol", "Configuration", "ConfigurationLanguage", "HealthCheck", "IPVSNetlink", "IPVSTable", "JSONReading",
    "LinuxSystem", "LogRecords", "Mail", "Netlink", "CNetlink", "NetworkTypes", "RegularExpressions", "RouteNetlink", "Supervisor", "Varlink", "VirtualServers",
    "VRRP", "VRRPRole", "lvsctl",
]
if Context.environment["LVSD_FUZZING"] == nil {
    package.targets.append(.testTarget(name: "FuzzingTests", dependencies: decodersUnderTest, path: "Tests/Fuzzing", exclude: ["Main.swift"], swiftSettings: strict))
} else {
    // The engine brings a main function of its own: of lvsctl there is all but that.
    package.products.removeAll { $0.name == "lvsctl" }
    package.targets.removeAll { $0.name == "lvsctl" }
    package.targets.append(
        .target(
            name: "lvsctl", dependencies: ["Varlink", "JSONReading", "LinuxSystem", "LogRecords", "NetworkTypes", arguments],
            exclude: ["Main.swift"], swiftSettings: strict))
    package.products.append(.executable(name: "fuzzing", targets: ["fuzzing"]))
    package.targets.append(
        .executableTarget(
            name: "fuzzing", dependencies: decodersUnderTest, path: "Tests/Fuzzing", exclude: ["ReplayTests.swift"],
            swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]))
}
