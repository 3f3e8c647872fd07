public import ConfigurationLanguage
internal import NetworkTypes

extension MachineRequirements {
    /// What on this machine stands in the way of the configuration.
    ///
    /// Warnings only: the file may be meant for another machine, and what is missing now may be there when the daemon starts.
    public func diagnostics(on facts: MachineFacts) -> [Diagnostic] {
        let found = missingServers() + missingInterfaces(facts) + unownedAddresses(facts) + unusablePrograms(facts) + translation(facts)
        return (found + reversePathFilters(facts) + connectionReuse(facts) + trustInScripts() + toolsOfChecks(facts) + overfullAdvertisements(facts)).map(explained)
    }

    private func trustInScripts() -> [Diagnostic] {
        guard trustsScripts, let first = programs.first else { return [] }
        return [
            Diagnostic(
                .warning, .scriptSecurity, "scripts run without `enable_script_security`: whoever can change one decides what its user does",
                at: first.place, hint: "put `enable_script_security` and a `script_user` into `global_defs`")
        ]
    }

    private func missingServers() -> [Diagnostic] {
        missingVirtualServers.map {
            Diagnostic(.warning, .unknownTracker, "there is no `virtual_server \(shown($0))`: what tracks it follows nothing", at: $0.place)
        }
    }

    private func missingInterfaces(_ facts: MachineFacts) -> [Diagnostic] {
        interfaces.filter { facts.interfaces[$0.name] == nil }.map {
            Diagnostic(.warning, .interfaceNotFound, "the interface `\(shown($0))` doesn't exist on this machine", at: $0.place)
        }
    }

    /// A running master has its virtual addresses too, so that this is seen only where it is not master.
    private func unownedAddresses(_ facts: MachineFacts) -> [Diagnostic] {
        let own = facts.interfaces.values.reduce(into: Set<IPAddress>()) { $0.formUnion($1) }
        return owners.compactMap { owner in
            guard let missing = owner.addresses.first(where: { !own.contains($0) }) else { return nil }
            return Diagnostic(
                .warning, .ownerWithoutAddress,
                "priority 255 is for the router that owns the addresses, and \(missing) is not an address of this machine", at: owner.place,
                hint: "write at most 254")
        }
    }

    private func unusablePrograms(_ facts: MachineFacts) -> [Diagnostic] {
        programs.compactMap { program in
            switch facts.programs[program.name] {
            case nil, .found(isExecutable: true, isWritableByOthers: false): nil
            case .missing:
                Diagnostic(
                    .warning, .scriptNotFound, "there is no program `\(shown(program))`: the script can't run", at: program.place,
                    hint: program.name.contains("/") ? nil : "it was looked for in the directories of PATH")
            case .found(isExecutable: false, _):
                Diagnostic(
                    .warning, .scriptNotExecutable, "`\(shown(program))` is not executable: the script can't run", at: program.place,
                    hint: "chmod 755 \(shown(program))")
            case .found(isExecutable: true, isWritableByOthers: true):
                Diagnostic(
                    .warning, .scriptWritableByOthers,
                    "others than root can change `\(shown(program))` or a directory above it, and so decide what runs here", at: program.place)
            }
        }
    }

    private func translation(_ facts: MachineFacts) -> [Diagnostic] {
        [(AddressFamily.ipv4, KernelSetting.forwarding4), (.ipv6, KernelSetting.forwarding6)].compactMap { family, setting in
            guard let place = translated[family], facts.settings[setting] == 0 else { return nil }
            return Diagnostic(
                .warning, .forwardingOff, "NAT needs forwarding, and \(setting) is 0: answers of real servers go nowhere", at: place,
                hint: "sysctl -w \(setting)=1")
        }
    }

    /// The filter asks whether an answer to the sender would leave by the interface that the packet came from: without an address
    /// there is no route to the neighbours (Documentation/networking/ip-sysctl.rst: the greater of `all` and the interface's counts).
    private func reversePathFilters(_ facts: MachineFacts) -> [Diagnostic] {
        let common = facts.settings[KernelSetting.reversePathFilter(of: "all")] ?? 0
        return listeningInterfaces.compactMap { interface in
            let setting = KernelSetting.reversePathFilter(of: interface.name)
            guard let own = facts.settings[setting], max(own, common) == 1, let addresses = facts.interfaces[interface.name],
                !addresses.contains(where: { $0.family == .ipv4 })
            else { return nil }
            return Diagnostic(
                .warning, .reversePathFilter,
                "`\(shown(interface))` has no IPv4 address and rp_filter 1: advertisements of other routers are dropped there",
                at: interface.place, hint: "give it an address, or sysctl -w \(setting)=2")
        }
    }

    private func connectionReuse(_ facts: MachineFacts) -> [Diagnostic] {
        guard let place = firstVirtualServer, facts.settings[KernelSetting.connectionReuse] == 0 else { return [] }
        return [
            Diagnostic(
                .warning, .connectionReuse,
                "net/ipv4/vs/conn_reuse_mode is 0: a client that uses its port again stays with its old real server, also at weight 0",
                at: place, hint: "sysctl -w \(KernelSetting.connectionReuse)=1")
        ]
    }

    private func toolsOfChecks(_ facts: MachineFacts) -> [Diagnostic] {
        expressions.compactMap { expression in
            facts.mistakes[expression.pattern].map {
                Diagnostic(.warning, .invalidExpression, "this regular expression has no meaning, and the check is not made: \($0)", at: expression.place)
            }
        }
            + files.compactMap { file in
                facts.unreadableFiles[file.name].map {
                    Diagnostic(.warning, .fileNotReadable, "`\(shown(file))` can't be read, and the check is not made: \($0)", at: file.place)
                }
            }
    }

    private func shown(_ named: Named) -> String { printable(named.name) }
}
