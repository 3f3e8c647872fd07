/// What the supervisor may ask of a role while it runs. The number is what stands on the wire between the two; both are the same program,
/// but after an upgrade one of them may be older: numbers are never given to something else. 0x01, 0x0E, 0x47 and 0x48 were in use.
///
/// The arguments of each are strings in the order that is told here. An argument that was not given is the empty string. A method answers
/// in pages of objects (`ControlReply`) unless it says otherwise. Objects are described in the interface io.lvsd.Control.
///
/// A virtual server is called by the words behind `virtual_server` in the configuration, a real server by those behind `real_server`; forms
/// that a person types for them (`192.0.2.1:80`, `[2001:db8::1]:80`, an address alone) are understood where they leave one choice.
public enum ControlMethod: UInt8, Hashable, Sendable, CaseIterable {
    // MARK: Reading

    /// What an operator should know at once, as objects with `message`, `object` (optional) and `since` (optional). No arguments.
    case warnings = 0x02
    /// Virtual routers. [name]: one of them.
    case virtualRouters = 0x03
    /// Sync groups. [name]
    case syncGroups = 0x04
    /// Scripts, interfaces, files, processes and virtual servers that are tracked. [name]
    case trackers = 0x05
    /// Virtual servers without their real servers. [virtual server]
    case virtualServers = 0x06
    /// Real servers, each with the name of its virtual server. [virtual server, real server]
    case realServers = 0x07
    /// Checks, each with the names of its servers. [virtual server, real server]
    case checks = 0x08
    /// Why a virtual router is in its state: one object. [name]
    case explainVirtualRouter = 0x09
    /// Why a real server stands in the table or doesn't: one object. [virtual server, real server]
    case explainRealServer = 0x0A
    /// Counters as keepalived's statistics have them. [name]
    case statistics = 0x0B
    /// Metrics: a page isn't objects but whole lines of OpenMetrics text, without `# EOF`; families hang together. No arguments.
    case metrics = 0x0C
    /// Everything about the role in words: a page isn't objects but whole lines of text. No arguments.
    case dump = 0x0D
    /// Sessions of BFD. [name]
    case sessions = 0x0F

    // MARK: Changing

    /// A real server gets no new connections; the present ones go on.
    /// [virtual server or empty for all, real server, deadline in seconds or empty, `persist` or empty]
    case drain = 0x40
    /// Takes `drain` back. [virtual server or empty, real server, `persist` or empty]
    case undrain = 0x41
    /// Takes `disable` back. [virtual server or empty, real server, `persist` or empty]
    case enable = 0x42
    /// Takes a real server out at once, whatever its checks say. [virtual server or empty, real server, `persist` or empty]
    case disable = 0x43
    /// Another weight than the configured one. [virtual server or empty, real server, weight or empty for the configured one, `persist` or empty]
    case setWeight = 0x44
    /// Lets the checks of a real server run at once. [virtual server or empty, real server]
    case checkNow = 0x45
    /// A master gives up. [virtual router, seconds for which it doesn't become master again, or empty]
    case failOver = 0x46
}
