internal import ConfigurationLanguage
internal import NetworkTypes

// The shapes that most keywords have. Each checks the value's type and range and hands a good value on; a bad one is reported
// and the statement has no effect.

extension Keyword {
    /// A whole number.
    static func number(
        _ name: String, in block: Block, _ range: ClosedRange<Int>, default defaultValue: String? = nil, status: Status = .implemented,
        set: @escaping @Sendable (inout Reader, Int) -> Void
    ) -> Keyword {
        Keyword(
            name, in: block, .integer(range), syntax: "\(range.lowerBound)-\(range.upperBound)", default: defaultValue, values: 1...1, status: status,
            action: .value { reader, statement in
                if let value = reader.number(1, in: statement, range) { set(&reader, value) }
            })
    }

    /// A time in seconds with up to six decimals.
    static func seconds(
        _ name: String, in block: Block, _ range: ClosedRange<Duration>, default defaultValue: String? = nil,
        status: Status = .implemented, set: @escaping @Sendable (inout Reader, Duration) -> Void
    ) -> Keyword {
        Keyword(
            name, in: block, .seconds(range), syntax: "\(range.lowerBound.secondsText)-\(range.upperBound.secondsText) s", default: defaultValue,
            values: 1...1, status: status,
            action: .value { reader, statement in
                if let value = reader.seconds(1, in: statement, range) { set(&reader, value) }
            })
    }

    /// `on|off|true|false|yes|no`; the keyword alone means true.
    static func boolean(
        _ name: String, in block: Block, default defaultValue: String? = nil, status: Status = .implemented,
        set: @escaping @Sendable (inout Reader, Bool) -> Void
    ) -> Keyword {
        Keyword(
            name, in: block, .boolean, syntax: "[on|off]", default: defaultValue, values: 0...1, status: status,
            action: .value { reader, statement in
                if let value = reader.boolean(1, in: statement) { set(&reader, value) }
            })
    }

    /// A keyword that says all by standing there.
    static func flag(
        _ name: String, in block: Block, status: Status = .implemented, set: @escaping @Sendable (inout Reader) -> Void
    ) -> Keyword {
        Keyword(name, in: block, .flag, status: status, action: .value { reader, _ in set(&reader) })
    }

    /// One word.
    static func text(
        _ name: String, in block: Block, syntax: String, default defaultValue: String? = nil, status: Status = .implemented,
        set: @escaping @Sendable (inout Reader, String) -> Void
    ) -> Keyword {
        Keyword(
            name, in: block, syntax: syntax, default: defaultValue, values: 1...1, status: status,
            action: .value { reader, statement in
                set(&reader, reader.string(1, in: statement))
            })
    }

    /// An IPv4 or IPv6 address.
    static func address(
        _ name: String, in block: Block, default defaultValue: String? = nil, status: Status = .implemented,
        set: @escaping @Sendable (inout Reader, IPAddress) -> Void
    ) -> Keyword {
        Keyword(
            name, in: block, .address, syntax: "ADDR", default: defaultValue, values: 1...1, status: status,
            action: .value { reader, statement in
                if let value = reader.address(1, in: statement) { set(&reader, value) }
            })
    }

    /// Words with a grammar of their own.
    static func words(
        _ name: String, in block: Block, syntax: String, default defaultValue: String? = nil, _ values: ClosedRange<Int>,
        status: Status = .implemented, namesScript: Bool = false, read: @escaping @Sendable (inout Reader, Int) -> Void
    ) -> Keyword {
        Keyword(
            name, in: block, syntax: syntax, default: defaultValue, values: values, status: status, namesScript: namesScript, action: .value(read))
    }

    /// A script to be told of something.
    static func script(_ name: String, in block: Block, set: @escaping @Sendable (inout Reader, ScriptCommand) -> Void) -> Keyword {
        .words(name, in: block, syntax: "\"PROGRAM ARGUMENTS\" [USER [GROUP]]", 1...4, namesScript: true) { reader, statement in
            if let command = reader.script(1, in: statement) { set(&reader, command) }
        }
    }

    /// A block of statements.
    static func block(
        _ name: String, in block: Block, syntax: String = "", opens: Block, _ values: ClosedRange<Int> = 0...0,
        status: Status = .implemented, part: Configuration.Part = .all,
        begin: @escaping @Sendable (inout Reader, Int) -> Bool = { _, _ in true },
        end: @escaping @Sendable (inout Reader, Int) -> Void = { _, _ in }
    ) -> Keyword {
        Keyword(
            name, in: block, .block, syntax: syntax, values: values, opens: opens, status: status, part: part,
            action: .block(begin: begin, end: end))
    }

    /// A block of values, one per line.
    static func list(
        _ name: String, in block: Block, syntax: String, status: Status = .implemented, part: Configuration.Part = .all,
        read: @escaping @Sendable (inout Reader, Int) -> Void
    ) -> Keyword {
        Keyword(name, in: block, .list, syntax: "{ \(syntax) }", opens: .list, status: status, part: part, action: .list(read))
    }

    /// Keywords whose feature isn't built yet. What follows them isn't looked at.
    ///
    /// - Parameter names: separated by spaces.
    static func notYet(
        _ names: String, in block: Block, _ consequence: String, _ severity: Diagnostic.Severity = .warning
    ) -> [Keyword] {
        names.split(separator: " ").map {
            Keyword(
                String($0), in: block, .unread, values: 0...Int.max, status: .notYet(consequence, severity), action: .nothing)
        }
    }
}
