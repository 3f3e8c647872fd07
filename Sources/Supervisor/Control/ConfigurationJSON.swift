internal import Configuration
internal import ConfigurationLanguage
internal import NetworkTypes
internal import VirtualServers

/// Diagnostics and changes as the interface io.lvsd.Control has them: one object per line.
enum ConfigurationJSON {
    /// So many messages are told; whoever has more errors than that reads the first ones first.
    private static let mostDiagnostics = 200
    /// Of one object, and of a value in it: enough to see what it is about.
    private static let mostDifferences = 100
    private static let longestValue = 200

    static func lines(_ diagnostics: [Diagnostic], in snapshot: SourceSnapshot) -> [UInt8] {
        DiagnosticJSON(limit: mostDiagnostics).values(diagnostics, in: snapshot).flatMap { Array($0.line.utf8) + [UInt8(ascii: "\n")] }
    }

    /// - Parameters:
    ///   - old: the configuration that runs.
    ///   - new: the one that would follow.
    static func lines(_ changes: ConfigurationChanges, from old: Configuration, to new: Configuration) -> [UInt8] {
        var (oldText, newText) = (ObjectText(old), ObjectText(new))
        var text = JSONText()
        for change in changes.all {
            text.object {
                switch change.kind {
                case .added:
                    write(change.object, "added", newText.lines(of: change.object).map { .init(keyword: $0.keyword, old: nil, new: $0.value) }, &$0)
                case .removed:
                    write(change.object, "removed", oldText.lines(of: change.object).map { .init(keyword: $0.keyword, old: $0.value, new: nil) }, &$0)
                case .changed(let differences): write(change.object, "changed", differences, &$0)
                }
            }
            text.endLine()
        }
        return text.bytes
    }

    private static func write(
        _ object: ConfigurationChanges.Object, _ change: StaticString, _ differences: [ConfigurationChanges.Difference], _ text: inout JSONText
    ) {
        let (kind, name, virtualServer) = words(object)
        text.member("object", kind)
        text.member("name", name)
        text.member("virtualServer", virtualServer)
        text.member("kind", "\(change)")
        text.array("differences") {
            for difference in differences.prefix(mostDifferences) {
                $0.object {
                    $0.member("keyword", difference.keyword)
                    $0.member("old", shown(difference.old, of: difference.keyword))
                    $0.member("new", shown(difference.new, of: difference.keyword))
                }
            }
        }
        if differences.count > mostDifferences { text.member("omittedDifferences", differences.count - mostDifferences) }
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
        case .bfdInstance(let name): ("bfd_instance", name, nil)
        case .vrrpInstance(let name): ("vrrp_instance", name, nil)
        case .syncGroup(let name): ("vrrp_sync_group", name, nil)
        case .virtualServer(let identity): ("virtual_server", Self.name(identity), nil)
        case .realServer(let identity, let server): ("real_server", "\(identity.address) \(identity.port)", Self.name(server))
        }
    }

    /// As `lvsctl` finds it again.
    private static func name(_ identity: VirtualServerIdentity) -> String {
        identity.transport == nil ? identity.fullName : identity.trackingName
    }
}
