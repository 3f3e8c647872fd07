internal import NetworkTypes

/// Who writes: the same for all lines of a process.
public struct LogIdentity: Hashable, Sendable {
    /// The program: `lvsd`, `lvsd_vrrp`, `lvsd_check`.
    public var name: String
    /// Tells several daemons of one machine apart: the network namespace and `instance`, if any.
    public var distinction: String?
    public var process: Int32
    /// syslog(3)'s facility, 0 to 23: 3 is daemon, 16 to 23 are local0 to local7.
    public var facility: UInt8

    public init(name: String, distinction: String? = nil, process: Int32, facility: UInt8) {
        self.name = name
        self.distinction = distinction
        self.process = process
        self.facility = facility
    }

    /// What stands before the process number; as keepalived has it, with the distinction behind.
    public var identifier: String { distinction.map { "\(name)_\($0)" } ?? name }

    /// The role of the process: `daemon`, `vrrp`, `check`.
    public var role: String {
        name.hasPrefix("lvsd_") ? String(name.dropFirst(5)) : "daemon"
    }
}

/// The forms in which lines go out.
extension LogRecord {
    /// RFC 3164 section 4.1, as syslog(3) writes it to the local daemon.
    ///
    /// - Parameters:
    ///   - time: local, as `Nov  1 09:05:03`.
    ///   - limit: in bytes; what is longer is cut.
    public func syslogLine(_ identity: LogIdentity, time: String, limit: Int) -> [UInt8] {
        let line = "<\(UInt(identity.facility) << 3 | UInt(severity.syslogNumber))>\(time) \(identity.identifier)[\(identity.process)]: \(text)"
        let bytes = line.utf8
        return bytes.count <= limit ? Array(bytes) : Array(bytes.prefix(limit))
    }

    /// An entry of the journal's native protocol (systemd.io/JOURNAL_NATIVE_PROTOCOL).
    ///
    /// Fields of our own begin with `LVSD_`.
    public func journalEntry(_ identity: LogIdentity) -> [UInt8] {
        var entry: [UInt8] = []
        func add(_ name: String, _ value: String) {
            if value.utf8.contains(UInt8(ascii: "\n")) {
                entry += name.utf8
                entry.append(UInt8(ascii: "\n"))
                var length = UInt64(value.utf8.count)
                for _ in 0..<8 {
                    entry.append(UInt8(truncatingIfNeeded: length))
                    length >>= 8
                }
                entry += value.utf8
            } else {
                entry += name.utf8
                entry.append(UInt8(ascii: "="))
                entry += value.utf8
            }
            entry.append(UInt8(ascii: "\n"))
        }
        add("MESSAGE", text)
        add("PRIORITY", "\(severity.syslogNumber)")
        add("SYSLOG_IDENTIFIER", identity.identifier)
        add("SYSLOG_FACILITY", "\(identity.facility)")
        add("SYSLOG_PID", "\(identity.process)")
        add("LVSD_ROLE", identity.role)
        if let distinction = identity.distinction { add("LVSD_DAEMON", distinction) }
        add("LVSD_AREA", area.rawValue)
        for field in fields { add("LVSD_" + field.journalName, field.value) }
        return entry
    }

    /// A line of JSON (RFC 8259) without its end.
    ///
    /// - Parameter time: as RFC 3339 has it.
    public func json(_ identity: LogIdentity, time: String) -> String {
        var members = [
            ("time", time), ("severity", severity.name), ("role", identity.role), ("area", area.rawValue), ("message", text),
        ]
        if let distinction = identity.distinction { members.append(("daemon", distinction)) }
        // A field can't take the place of one of these.
        let taken = Set(members.map(\.0) + ["pid"])
        for field in fields where !taken.contains(field.name) { members.append((field.name, field.value)) }
        let texts = members.map { "\($0.0.jsonString):\($0.1.jsonString)" }
        return "{\(texts[0]),\"pid\":\(identity.process),\(texts.dropFirst().joined(separator: ","))}"
    }
}

extension LogField {
    /// Upper case, digits and `_` are all that the journal takes.
    fileprivate var journalName: String {
        String(decoding: name.utf8.prefix(48).map { byte -> UInt8 in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - 32
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
            default: UInt8(ascii: "_")
            }
        }, as: UTF8.self)
    }
}

extension String {
    fileprivate var jsonString: String {
        var bytes: [UInt8] = []
        bytes.append(escapedForJSON: self)
        return "\"" + String(decoding: bytes, as: UTF8.self) + "\""
    }
}
