internal import ConfigurationLanguage

/// `global_defs`: who may talk to the running daemon.
let controlKeywords: [Keyword] = [
    .text("control_group", in: .globalDefinitions, syntax: "GROUP", default: "lvsd") { reader, name in
        // As useradd(8) and systemd take names of groups.
        let isName = name.utf8.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: ",") && $0 != 0x7F }
        guard isName, (1...32).contains(name.utf8.count) else {
            return reader.invalidValue(1, in: reader.current, expected: "the name of a group, of 1 to 32 bytes")
        }
        reader.configuration.global.control.group = name
    },
    .boolean("control_group_may_change", in: .globalDefinitions, default: "off") { $0.configuration.global.control.groupMayChange = $1 },
]
