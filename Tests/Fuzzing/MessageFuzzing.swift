import ConfigurationLanguage
import ControlProtocol
import JSONReading
import LogRecords
import NetworkTypes
@testable import Supervisor
import Varlink
@testable import lvsctl

/// What processes of ours tell each other, and what clients of the control socket say.
enum MessageFuzzing {
    /// The channel between supervisor and role. What is understood is written as it came.
    static func channel(_ bytes: [UInt8]) {
        if let report = PeerReport(message: bytes) { precondition(report.message == bytes, "a report that is written differently") }
        if let request = ControlRequest(message: bytes) { precondition(request.message == bytes, "a request that is written differently") }
        if let reply = ControlReply(message: bytes) {
            if case .failed = reply.outcome {} else { precondition(reply.message?.count == bytes.count, "a reply of another length") }
            // Roles write JSON themselves: of the forms only that of text takes any bytes.
            precondition((try? JSONReader.value(of: ControlStep.value(reply.body, .text))) != nil, "a text that is no JSON string")
        }
        _ = RoleEvent(message: bytes)
        for kind in [RoleMessage.prepared, .begun] { _ = PreparationAnswer(message: bytes, kind) }
    }

    /// A client's bytes, however they are cut, are the same calls.
    static func calls(_ bytes: [UInt8]) {
        let whole = messages(bytes, step: max(bytes.count, 1))
        precondition(messages(bytes, step: 3) == whole, "other calls in threes")
        for message in whole {
            guard let call = try? VarlinkCall(message: message) else { continue }
            precondition(!call.method.contains("."), "a method with a dot")
            for name in ["virtualServer", "realServer", "name", "weight", "deadline", "since", "follow", "persist"] {
                var parameters = call.parameters
                _ = try? parameters.string(name)
                parameters = call.parameters
                if let number = try? parameters.integer(name, in: -5...70_000) { precondition((-5...70_000).contains(number)) }
                parameters = call.parameters
                if let number = try? parameters.number(name) { precondition(number.isFinite, "a number that isn't one") }
                parameters = call.parameters
                _ = try? parameters.boolean(name)
                try? parameters.end()
            }
        }
    }

    private static func messages(_ bytes: [UInt8], step: Int) -> [[UInt8]] {
        var frames = VarlinkFrames(longest: 512)
        var found: [[UInt8]] = []
        var start = 0
        while start < bytes.count {
            let end = min(start + step, bytes.count)
            frames.append(bytes[start..<end])
            start = end
            do throws(VarlinkFrames.TooLong) {
                while let message = try frames.next() { found.append(Array(message)) }
            } catch {
                return found
            }
            precondition(frames.count <= 512, "more is kept than may come")
        }
        return found
    }

    /// The daemon's reply, as lvsctl shows it: no control character reaches the terminal.
    static func answers(_ bytes: [UInt8]) {
        for key in Key.keys(in: Array(bytes.prefix(64))) { _ = key }
        guard let reply = try? JSONReader.value(of: bytes, deepest: 32) else { return }
        precondition((try? JSONReader.value(of: reply.line.utf8, deepest: 32)) != nil, "a value that isn't JSON any more when it is printed")
        var status = Status()
        status.add(reply)
        let text = StatusText(status: status, now: 1_700_000_000, style: .plain)
        var lines = text.lines + [Events.text(reply)]
        var model = WatchModel()
        model.now = 1_700_000_000
        model.show(status)
        for key in [Key.down, .character("s"), .end, .enter, .down, .pageUp, .escape, .character("/"), .character("a"), .enter] { _ = model.press(key) }
        lines += model.rows.flatMap { $0.cells.compactMap { $0.map(Printable.line) } }
        for line in lines { precondition(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }, "a control character for the terminal") }
    }

    /// A line of the log, whatever is in it, is one line in each form.
    static func log(_ bytes: [UInt8]) {
        let parts = bytes.split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
        let fields = parts.count == 3 ? [LogField(parts[1], parts[2])] : []
        let record = LogRecord(.warning, .daemon, parts[0], fields: fields)
        let identity = LogIdentity(name: "lvsd_check", process: 7, facility: 3)
        let syslog = record.syslogLine(identity, time: "Nov  1 09:05:03", limit: 1024)
        precondition(syslog.count <= 1024 && !syslog.contains(0x0A), "a line of syslog that is two")
        let json = record.json(identity, time: "2026-11-01T09:05:03Z")
        precondition(!json.utf8.contains(0x0A), "a line of JSON that is two")
        guard let value = try? JSONReader.value(of: json.utf8) else { preconditionFailure("a line that is no JSON") }
        precondition(value["message"]?.string == record.text, "another text in JSON")
        checkJournal(record.journalEntry(identity))
        let words = String(decoding: bytes, as: UTF8.self)
        if let levels = LogLevels(words) { precondition(LogLevels(levels.description) == levels, "levels that read back as others") }
    }

    /// The entry taken apart as the journal does it (systemd.io/JOURNAL_NATIVE_PROTOCOL): names, of letters that it takes, and no rest.
    private static func checkJournal(_ entry: [UInt8]) {
        var rest = entry[...]
        var names: [String] = []
        while let end = rest.firstIndex(of: 0x0A) {
            let line = rest[..<end]
            if let sign = line.firstIndex(of: UInt8(ascii: "=")) {
                names.append(String(decoding: line[..<sign], as: UTF8.self))
                rest = rest[(end + 1)...]
                continue
            }
            names.append(String(decoding: line, as: UTF8.self))
            let count = rest[(end + 1)...].prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(line.count + 1 + 8 + count)
            precondition(rest.first == 0x0A, "a field of the journal with another length")
            rest = rest.dropFirst()
        }
        precondition(rest.isEmpty, "a field of the journal without an end")
        precondition(names.filter { $0 == "MESSAGE" }.count == 1, "a journal entry with \(names)")
        precondition(names.allSatisfy { $0.utf8.allSatisfy { byte in byte == 0x5F || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) } })
    }
}
