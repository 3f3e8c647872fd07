internal import ConfigurationLanguage
internal import NetworkTypes
internal import Routing
internal import VRRP

/// What `global_defs` has said of the firewall so far.
struct FirewallDraft {
    var nftables: NFTablesSettings?
    var priority: Int?
    var counts = false
    var usesInterfaceNumbers = false
    var iptables: IPTablesSettings?
    var sets: IPTablesSettings.SetNames?
}

extension Reader {
    /// Whether the instance's addresses accept traffic: those of an owner do, those of strict mode don't unless `accept` says so.
    mutating func acceptsTraffic(_ priority: UInt8, _ version: ProtocolVersion, strict: Bool, _ place: SourceRange) -> Bool {
        if priority == 255 { return true }
        let shown = printable(instance.name)
        if strict, version == .version2, instance.accepts == true {
            report(
                .warning, .closedAddresses, "strict mode of version 2 has no `accept` (RFC 3768): the virtual addresses of `\(shown)` accept no traffic",
                at: instance.acceptPlace ?? place, hint: "leave out strict mode, or write `version 3` on all routers")
            return false
        }
        if let given = instance.accepts { return given }
        if strict {
            report(
                .warning, .closedAddresses,
                "strict mode: the virtual addresses of `\(shown)` accept no traffic, not even a ping, since this router doesn't own them", at: place,
                hint: version == .version2 ? "leave out strict mode; only version 3 allows `accept` in it" : "write `accept` into the instance")
        }
        return !strict
    }

    /// The settings that count once all of `global_defs` is read; nftables where nothing is said.
    func firewallSettings() -> FirewallSettings {
        let draft = defaults.firewall
        if draft.nftables == nil, var iptables = draft.iptables {
            iptables.sets = draft.sets
            return .iptables(iptables)
        }
        var settings = draft.nftables ?? NFTablesSettings()
        settings.priority = draft.priority ?? settings.priority
        settings.counts = draft.counts
        settings.usesInterfaceNumbers = draft.usesInterfaceNumbers
        return .nftables(settings)
    }

    /// A name that goes into commands of the firewall: letters, digits, `_`, `-` and `.`, beginning with a letter or `_`.
    mutating func firewallName(_ word: Int, in statement: Int, longest: Int) -> String? {
        let bytes = tree.text(ofWord: word, in: statement)
        let isPlain = bytes.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"),
                UInt8(ascii: "-"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        let begins = bytes.first.map { ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z") || $0 == UInt8(ascii: "_") } ?? false
        if isPlain, begins, bytes.count <= longest { return string(word, in: statement) }
        invalidValue(word, in: statement, expected: "a name of letters, digits, _ and -, at most \(longest) of them")
        return nil
    }

    /// The names behind the keyword; nil where one of them is none.
    mutating func firewallNames(_ statement: Int, longest: Int) -> [String]? {
        var names: [String] = []
        for word in 1..<max(tree.wordCount(of: statement), 1) {
            guard let name = firewallName(word, in: statement, longest: longest) else { return nil }
            names.append(name)
        }
        return names
    }
}
