internal import Configuration
internal import ControlProtocol
internal import NetworkTypes
internal import RouteNetlink
internal import Routing
internal import VRRP

// What keepalived's files say of an instance in words of their own: programs that read them look for these.

extension InstanceRunner {
    /// The lines about addresses: those that stand in advertisements, and the excluded ones.
    var addressTexts: (virtual: [String], excluded: [String]) {
        let texts = addresses.listing.map { $0.address.text(on: interfaceText($0.interface), isPresent: $0.isPresent) }
        let count = configuration.virtualAddresses.count
        return (Array(texts.prefix(count)), Array(texts.dropFirst(count)))
    }

    /// An interface that was made for the instance is called with its base.
    private func interfaceText(_ name: String) -> String {
        configuration.madeInterfaces.first { $0.name == name }.map { "\(name)@\($0.base)" } ?? name
    }

    func writeScripts(to json: inout JSONText) {
        let scripts = configuration.notifications
        json.member("notify_deleted", scripts.tellsDeletion)
        json.member("script_backup", scripts.byState[.backup]?.text)
        json.member("script_master", scripts.byState[.master]?.text)
        json.member("script_fault", scripts.byState[.fault]?.text)
        json.member("script_stop", scripts.byState[.stop]?.text)
        json.member("script_master_rx_lower_pri", scripts.masterHeardLowerPriority?.text)
        json.member("script", scripts.general?.text)
    }

    /// What stands in the data file behind the addresses.
    var furtherLines: [String] {
        var lines: [String] = []
        func list(_ title: String, _ entries: [String]) {
            if !entries.isEmpty { lines += ["   \(title) :"] + entries.map { "     " + $0 } }
        }
        list("Virtual Routes", configuration.routes.map(\.text))
        list("Virtual Rules", configuration.rules.map(\.text))
        let scripts = configuration.notifications
        for (title, state) in [("Backup", NotifiedState.backup), ("Master", .master), ("Fault", .fault), ("Stop", .stop)] {
            if let script = scripts.byState[state] { lines.append("   \(title) state transition script = \(script.text)") }
        }
        if let script = scripts.masterHeardLowerPriority { lines.append("   Master rx lower priority script = \(script.text)") }
        if let script = scripts.general { lines.append("   Generic state transition script = \(script.text)") }
        return lines + [
            "   Using smtp notification = \(configuration.sendsMail ? "yes" : "no")",
            "   Notify deleted = \(scripts.tellsDeletion ? "Deleted" : "Fault")",
            "   Notify priority changes = \(configuration.tellsPriorities)",
        ]
    }

    var interfaceLines: [String] {
        guard let made = configuration.virtualInterface else { return ["   Interface = \(configuration.interface)"] }
        let isUp = environment.interfaces.interface(named: made.name)?.isUp ?? false
        let kind = made.hardwareAddress == nil ? "IPVLAN" : "VMAC"
        return [
            "   Use \(kind), i/f name \(made.name), is_up = \(isUp), xmit_base = \(configuration.transmitsOnBase)",
            "   Interface = \(configuration.advertisementInterface)"
                + (configuration.transmitsOnBase ? "" : ", \(made.hardwareAddress == nil ? "ipvlan" : "vmac") on \(made.base)"),
        ]
    }

    var authenticationLines: [String] {
        guard configuration.parameters.usedVersion == .version2 else { return [] }
        return switch configuration.parameters.authentication.field {
        case .none: []
        case .simpleText: ["   Authentication type = SIMPLE_PASSWORD"]
        case .header: ["   Authentication type = IPSEC_AH"]
        }
    }
}

extension VirtualAddress {
    /// As ip-address(8) would show it.
    fileprivate func text(on interface: String, isPresent: Bool) -> String {
        var words = [prefix.description]
        if let peer { words += ["peer", peer.description] }
        if let broadcast { words += ["brd", broadcast.description] }
        words += ["dev", interface, "scope", scope?.name ?? "global"]
        if let label { words += ["label", label] }
        if let preferredLifetime {
            words += ["preferred_lft", String(preferredLifetime)]
        } else if prefix.address.family == .ipv6 {
            words += ["preferred_lft", "forever"]
        }
        if isPresent { words.append("set") }
        return words.joined(separator: " ")
    }
}

extension ScriptCommand {
    /// Each word in apostrophes.
    fileprivate var text: String { words.map { "'\($0)'" }.joined(separator: " ") }
}
