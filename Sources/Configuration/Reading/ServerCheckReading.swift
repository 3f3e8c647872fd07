internal import ConfigurationLanguage
internal import HealthCheck
internal import NetworkTypes

// SMTP_CHECK, UDP_CHECK and MISC_CHECK.

extension Reader {
    /// The old form of SMTP_CHECK: each `host` in it is a checker of its own.
    mutating func beginSMTPHost() -> Bool {
        let outer = check
        check = CheckDraft(kind: .smtp, place: outer.place)
        check.outer = outer
        return true
    }

    mutating func endSMTPHost() {
        guard let outer = check.outer else { return }
        check.outer = nil
        outer.hosts.append(check)
        check = outer
    }

    mutating func endSMTPCheck() {
        if check.hosts.isEmpty { realServer.checks.append(check) }
        for host in check.hosts {
            host.heloName = check.heloName
            host.timing = host.timing.inheriting(from: check.timing)
            host.logsAllFailures = host.logsAllFailures ?? check.logsAllFailures
            realServer.checks.append(host)
        }
    }

    mutating func endScriptCheck() {
        if !check.scriptWords.isEmpty {
            realServer.checks.append(check)
        } else if !check.hasBadScript {
            report(.error, .missingValue, "`MISC_CHECK` without `misc_path` is left out: the real server is not checked by it", at: check.place)
        }
    }

    /// The time limit is the delay_loop of the virtual server, as keepalived has it, whatever that of the checker is.
    func scriptProbe(_ check: CheckDraft) -> ScriptProbe {
        ScriptProbe(
            command: command(check.scriptWords, as: check.scriptUser),
            timeout: check.scriptTimeout ?? virtualServer.timing.delayLoop ?? .seconds(60), isDynamic: check.isDynamic)
    }

    mutating func readPayload(_ statement: Int) {
        guard let bytes = hexadecimalBytes(from: 1, in: statement, wildcards: false) else { return }
        check.payload = bytes.map(\.value)
    }

    mutating func readRequiredReply(_ statement: Int) {
        let isBare = tree.wordCount(of: statement) == 1
        guard let bytes = isBare ? [] : hexadecimalBytes(from: 1, in: statement, wildcards: true) else { return }
        check.reply = bytes
    }

    /// `Ab12f 3 456`: pairs of digits; one that is left over at the end of a group is a byte by itself.
    private mutating func hexadecimalBytes(from first: Int, in statement: Int, wildcards: Bool) -> [ReplyPattern.Byte]? {
        var bytes: [ReplyPattern.Byte] = []
        for word in first..<tree.wordCount(of: statement) {
            let groups = tree.text(ofWord: word, in: statement).split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            for group in groups {
                let digits = group.compactMap { HexadecimalDigit($0, wildcards: wildcards) }
                guard digits.count == group.count else {
                    invalidValue(word, in: statement, expected: "hexadecimal digits\(wildcards ? ", X for any" : ""), with blanks anywhere")
                    return nil
                }
                for start in stride(from: 0, to: digits.count, by: 2) {
                    let pair = digits[start..<min(start + 2, digits.count)]
                    bytes.append(
                        ReplyPattern.Byte(
                            value: pair.reduce(0) { $0 << 4 | $1.value },
                            mask: pair.count == 1 ? pair[start].mask | 0xF0 : pair.reduce(0) { $0 << 4 | $1.mask }))
                }
            }
        }
        guard bytes.count <= Self.longestDatagram, !bytes.isEmpty else {
            invalidValue(first, in: statement, expected: "1 to \(Self.longestDatagram) bytes in hexadecimal digits")
            return nil
        }
        return bytes
    }

    /// What goes into a frame of Ethernet; longer ones would be sent in fragments.
    private static let longestDatagram = 1452

    mutating func udpProbe(_ check: CheckDraft) -> UDPProbe {
        guard let bytes = check.reply else {
            if check.leastReplyLength != nil || check.greatestReplyLength != nil {
                report(.notice, .noEffect, "the length of a reply has no effect without `require_reply`", at: check.place)
            }
            return UDPProbe(payload: check.payload)
        }
        // Where neither a pattern nor a length is written, keepalived takes a reply of any length.
        let greatest = check.greatestReplyLength ?? (bytes.isEmpty && check.leastReplyLength == nil ? .max : 255)
        let least = check.leastReplyLength ?? 0
        if least > greatest {
            report(
                .error, .invalidValue, "no reply can have at least \(least) and at most \(greatest) bytes: the lengths are not checked",
                at: check.place)
            return UDPProbe(payload: check.payload, reply: ReplyPattern(bytes: bytes))
        }
        return UDPProbe(payload: check.payload, reply: ReplyPattern(bytes: bytes, lengths: least...greatest))
    }
}

/// One digit of a pattern.
private struct HexadecimalDigit {
    var value: UInt8
    /// 0xF, or 0 for a digit that may be anything.
    var mask: UInt8

    init?(_ byte: UInt8, wildcards: Bool) {
        if let value = Hexadecimal.value(ofDigit: byte) {
            self.value = value
            mask = 0xF
        } else if wildcards, byte | 0x20 == UInt8(ascii: "x") {
            value = 0
            mask = 0
        } else {
            return nil
        }
    }
}
