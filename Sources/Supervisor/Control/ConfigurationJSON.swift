internal import Configuration
internal import ConfigurationLanguage
internal import NetworkTypes
internal import VirtualServers

/// Diagnostics and changes as the interface io.lvsd.Control has them: one object per line.
enum ConfigurationJSON {
    /// So many messages are told; whoever has more errors than that reads the first ones first.
    private static let mostDiagnostics = 200
    /// Of one changed object, and of a value in it: enough to see what it is about.
    private static let mostDifferences = 100
    private static let longestValue = 200

    static func lines(_ diagnostics: [Diagnostic], in snapshot: SourceSnapshot) -> [UInt8] {
        DiagnosticJSON(limit: mostDiagnostics).values(diagnostics, in: snapshot).flatMap { Array($0.line.utf8) + [UInt8(ascii: "\n")] }
    }

    static func lines(_ changes: ConfigurationChanges) -> [UInt8] {
        var text = JSONText()
        for change in changes.all {
            text.object { write(change, &$0) }
            text.endLine()
        }
        return text.bytes
    }

    private static func write(_ change: ConfigurationChanges.Change, _ text: inout JSONText) {
        let (kind, name, virtualServer) = words(change.object)
        text.member("object", kind)
        text.member("name", name)
        text.member("virtualServer", virtualServer)
        switch change.kind {
        case .added:
            text.member("kind", "added")
            text.array("differences") { _ in }
        case .removed:
            text.member("kind", "removed")
            text.array("differences") { _ in }
        case .changed(let differences):
            text.member("kind", "changed")
            text.array("differences") {
                for difference in differences.prefix(mostDifferences) {
                    $0.object {
                        $0.member("keyword", difference.keyword)
                        $0.member("old", shown(difference.old, of: difference.keyword))
                        $0.member("new", shown(difference.new, of: difference.keyword))
                    }
                }
            }
        }
    }

    private static func shown(_ value: String?, of keyword: String) -> String? {
        Secrets.masked(value, of: keyword).map { $0.count > longestValue ? $0.prefix(longestValue) + "..." : $0 }
    }

    /// The block's keyword, the words behind it, and the virtual server of a real one.
    private static func words(_ object: ConfigurationChanges.Object) -> (kind: String, name: String?, virtualServer: String?) {
        switch object {
        case .global: ("global_defs", nil, nil)
        case .staticNetwork: ("static addresses, routes and rules", nil, nil)
        case .vrrpScript(let name): ("vrrp_script", name, nil)
        case .trackedFile(let name): ("track_file", name, nil)
        case .trackedProcess(let name): ("vrrp_track_process", name, nil)
        case .vrrpInstance(let name): ("vrrp_instance", name, nil)
        case .syncGroup(let name): ("vrrp_sync_group", name, nil)
        case .virtualServer(let identity): ("virtual_server", identity.trackingName, nil)
        case .realServer(let identity, let server): ("real_server", "\(identity.address) \(identity.port)", server.trackingName)
        }
    }
}
