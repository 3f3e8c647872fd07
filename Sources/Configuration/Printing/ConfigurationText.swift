internal import HealthCheck
internal import IPVSTable
internal import NetworkTypes
internal import VRRP
internal import VirtualServers

/// Writes statements and blocks with their indentation.
struct ConfigurationWriter {
    /// Bytes and not a String, since a password need not be UTF-8.
    private(set) var bytes: [UInt8] = []
    private var depth = 0

    mutating func line(_ words: String...) {
        line(words.map { Array($0.utf8) })
    }

    mutating func line(_ words: [[UInt8]]) {
        bytes += repeatElement(UInt8(ascii: " "), count: 4 * depth)
        bytes += words.joined(separator: [UInt8(ascii: " ")])
        bytes.append(UInt8(ascii: "\n"))
    }

    mutating func block(_ words: String..., content: (inout ConfigurationWriter) -> Void) {
        line((words + ["{"]).map { Array($0.utf8) })
        depth += 1
        content(&self)
        depth -= 1
        line("}")
    }

    mutating func separator() {
        bytes.append(UInt8(ascii: "\n"))
    }

    static func quoted(_ value: String) -> String {
        String(decoding: quoted(Array(value.utf8)), as: UTF8.self)
    }

    /// Text that must come back as one word, whatever it holds; only a line feed can't be written in this language.
    static func quoted(_ value: [UInt8]) -> [UInt8] {
        let plain = value.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "@"),
                UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "&"), UInt8(ascii: "%"):
                true
            default: false
            }
        }
        // A line that begins with `@` is a condition.
        if plain, !value.isEmpty, value.first != UInt8(ascii: "@") { return value }
        // Within quotes a backslash takes the meaning from a quote only; at their end it would take it from the closing one.
        let quote = UInt8(ascii: "\"")
        let backslash = UInt8(ascii: "\\")
        let end = (value.lastIndex { $0 != backslash } ?? -1) + 1
        let inside = value[..<end].flatMap { $0 == quote ? [backslash, quote] : [$0] }
        return [quote] + inside + [quote] + value[end...]
    }
}

extension Configuration {
    /// `encodedText` as a String, for people to read; a password that isn't UTF-8 is not readable in it.
    public var text: String {
        String(decoding: encodedText, as: UTF8.self)
    }

    /// The effective configuration as text in the same language, every default written out.
    ///
    /// Reading it back gives an equal configuration. The bytes are UTF-8 unless a password isn't.
    public var encodedText: [UInt8] {
        var writer = ConfigurationWriter()
        writer.writeEverything(global)
        writer.write(staticNetwork)
        for script in vrrpScripts {
            writer.separator()
            writer.write(script)
        }
        for file in trackedFiles {
            writer.separator()
            writer.write(file)
        }
        for process in trackedProcesses {
            writer.separator()
            writer.write(process)
        }
        for instance in bfdInstances {
            writer.separator()
            writer.write(instance)
        }
        for instance in vrrpInstances {
            writer.separator()
            writer.write(instance)
        }
        for group in syncGroups {
            writer.separator()
            writer.write(group)
        }
        let groups = Dictionary(virtualServers.lazy.filter { $0.identity.ownService == nil }.map { ($0.identity, $0) }) { first, _ in first }
        var writtenGroups: Set<String> = []
        for server in virtualServers {
            writer.separator()
            if case .group(let name, _, _) = server.identity, writtenGroups.insert(name).inserted {
                let (first, twin) = Self.families(ofGroup: name, server, among: groups)
                writer.writeGroup(of: first, twin: twin)
                writer.separator()
            }
            writer.write(server)
        }
        return writer.bytes
    }

    /// The virtual servers of a group of firewall marks, where it has one for each family.
    private static func families(
        ofGroup name: String, _ server: VirtualServerDefinition, among groups: [VirtualServerIdentity: VirtualServerDefinition]
    ) -> (VirtualServerDefinition, VirtualServerDefinition?) {
        guard server.identity.transport == nil else { return (server, nil) }
        return groups[.group(name, nil)].map { ($0, groups[.group(name, nil, .ipv6)]) } ?? (server, nil)
    }
}

extension ConfigurationWriter {
    fileprivate mutating func write(recipients: [String]) {
        if recipients.isEmpty { return }
        block("notification_email") { writer in
            // One that begins a line with the block's own name would read as another block.
            let words = recipients.map(Self.quoted)
            for line in recipients.contains("notification_email") ? [words.joined(separator: " ")] : words { writer.line(line) }
        }
    }

    /// Also what stands outside of the block: all that `GlobalDefinitions` holds.
    mutating func writeEverything(_ global: GlobalDefinitions) {
        writeRoot(global.daemon)
        write(global)
        write(global.announcementLimits.groups)
        write(global.links)
    }

    mutating func write(_ global: GlobalDefinitions) {
        block("global_defs") { writer in
            if let name = global.routerID { writer.line("router_id", Self.quoted(name)) }
            writer.write(recipients: global.mail.recipients)
            if let sender = global.mail.sender { writer.line("notification_email_from", Self.quoted(sender)) }
            if let server = global.mail.server { writer.line("smtp_server", Self.quoted(server), "\(global.mail.port)") }
            if let name = global.mail.heloName { writer.line("smtp_helo_name", Self.quoted(name)) }
            if global.mail.leavesOutFaults { writer.line("no_email_faults") }
            writer.line("smtp_connect_timeout", global.mail.connectTimeout.secondsText)
            writer.write(global.probeLimits)
            writer.write(global.reconciliation)
            if let prefix = global.setPrefix { writer.line("lvs_ipset", Self.quoted(prefix)) }
            writer.write(global.fifos)
            writer.write(global.control)
            writer.write(global.processes)
            writer.write(global.daemon)
            writer.line("vrrp_startup_delay", global.instanceDelay.secondsText)
            writer.line("vrrp_delay_after_boot", global.instanceDelayAfterBoot.secondsText)
            if global.scriptPolicy.requiresSecurePaths { writer.line("enable_script_security") }
            if global.scriptPolicy.setsSupplementaryGroups { writer.line("set_supplementary_groups") }
            if global.scriptPolicy.forbidsNewPrivileges { writer.line("script_no_new_privileges") }
            writer.writeKernelServices(global)
            if global.flushAtStart { writer.line("lvs_flush") }
            switch global.flushOnStop {
            case .nothing: break
            case .virtualServers: writer.line("lvs_flush_on_stop", "VS")
            case .everything: writer.line("lvs_flush_on_stop")
            }
            if global.notifiesInitialStates { writer.line("rs_init_notifies", "on") }
            writer.line("checker_log_all_failures", global.logsAllCheckFailures ? "on" : "off")
            writer.write(global.startupScript, at: .startup)
            writer.write(global.shutdownScript, at: .shutdown)
            switch global.receiveBuffer {
            case .bytes(let bytes): writer.line("vrrp_rx_bufs_policy", "\(bytes)")
            case .frames(let count): writer.writeReceiveBuffer("MTU", count)
            case .advertisements(let count): writer.writeReceiveBuffer("ADVERT", count)
            case nil: break
            }
            if global.reportsNoLocalGroups { writer.line("disable_local_igmp") }
            if global.logsUnknownIdentifiers { writer.line("log_unknown_vrids") }
            if global.links.waitsForMissing { writer.line("dynamic_interfaces") }
            if global.addressInterfacePrefix != "vrrp" { writer.line("vmac_addr_prefix", Self.quoted(global.addressInterfacePrefix)) }
            writer.write(global.firewall)
            writer.write(global.socketBuffers)
            if let directory = global.routingNamesOfAdministrator { writer.line("iproute_etc_dir", Self.quoted(directory)) }
            if let directory = global.routingNamesOfDistribution { writer.line("iproute_usr_dir", Self.quoted(directory)) }
            writer.line("vrrp_garp_interval", global.announcementLimits.gratuitousARP.secondsText)
            writer.line("vrrp_gna_interval", global.announcementLimits.neighbourAdvertisement.secondsText)
        }
    }

    mutating func write(_ instance: VRRPInstance) {
        let parameters = instance.parameters
        block("vrrp_instance", Self.quoted(parameters.name)) { writer in
            writer.line("state", parameters.initialState == .master ? "MASTER" : "BACKUP")
            if instance.isBound { writer.line("interface", Self.quoted(instance.interface)) }
            if let vrf = instance.vrf { writer.line("vrf", Self.quoted(vrf)) }
            writer.line("virtual_router_id", "\(parameters.virtualRouterID)")
            writer.line("priority", "\(parameters.priority)")
            writer.writeProtocol(instance)
            writer.line("advert_int", parameters.advertisementInterval.secondsText)
            writer.line("down_timer_adverts", "\(parameters.downTimerAdvertisements)")
            writer.line(parameters.preempt ? "preempt" : "nopreempt")
            writer.line("strict_mode", instance.strict ? "on" : "off")
            writer.line(instance.acceptsTraffic ? "accept" : "no_accept")
            writer.line("higher_prio_send_advert", parameters.advertisesBeforeMakingWay ? "on" : "off")
            writer.line("skip_check_adv_addr", parameters.alwaysComparesAddresses ? "off" : "on")
            if instance.ignoresInterfaceState { writer.line("dont_track_primary") }
            writer.writeVirtualInterface(instance)
            if instance.promotesSecondaries { writer.line("promote_secondaries") }
            if case .bytes(let bytes) = instance.receiveBuffer { writer.line("kernel_rx_buf_size", "\(bytes)") }
            if instance.tracksSource { writer.line("track_src_ip") }
            if let source = instance.multicastSource { writer.line("mcast_src_ip", source.description) }
            writer.line("mcast_dst_ip", instance.multicastGroup.description)
            writer.writeUnicast(instance)
            writer.writeGratuitousARP(instance)
            writer.write(parameters.tracking)
            writer.write(instance.notifications)
            writer.line("smtp_alert", instance.sendsMail ? "on" : "off")
            writer.line("notify_priority_changes", instance.tellsPriorities ? "on" : "off")
            if let (type, password) = parameters.authentication.typeAndPassword {
                let end = password.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0
                writer.block("authentication") { writer in
                    writer.line("auth_type", type)
                    writer.line([Array("auth_pass".utf8), Self.quoted(Array(password[..<end]))])
                }
            }
            if let own = parameters.messageAuthentication { writer.write(own, files: instance.keyFiles) }
            writer.write("virtual_ipaddress", instance.virtualAddresses)
            writer.write("virtual_ipaddress_excluded", instance.excludedAddresses)
            writer.write("virtual_routes", instance.routes)
            writer.write("virtual_rules", instance.rules)
            if instance.virtualAddresses.isEmpty { writer.line("no_virtual_ipaddress") }
        }
    }

}
