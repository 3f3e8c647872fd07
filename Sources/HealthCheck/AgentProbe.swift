/// AGENT_CHECK: a program on the real server says in a line of text how that is, as HAProxy's `agent-check` has it.
public struct AgentProbe: Hashable, Sendable {
    /// `send`: what the agent is told first; may be empty.
    public var greeting: [UInt8]
    /// `auxiliary`: an agent that can't be asked, or says nothing of sense, decides nothing: the other checkers of the real server do.
    public var isAuxiliary: Bool

    public init(greeting: [UInt8] = [], isAuxiliary: Bool = false) {
        self.greeting = greeting
        self.isAuxiliary = isAuxiliary
    }

    /// Bytes of the agent's line.
    public static let longestLine = 1_024
}

/// What an agent's line says; nil where it doesn't speak of that.
public struct AgentReport: Hashable, Sendable {
    /// Whether the real server is to have traffic, as its operator wishes it.
    public enum Administration: String, Hashable, Sendable {
        case ready
        /// No new connections.
        case drain
        /// Out of the table.
        case maintenance = "maint"
    }

    public var administration: Administration?
    /// `up`; or `down`, `failed`, `stopped`.
    public var isUp: Bool?
    /// `75%`: the part of its weight that it deserves.
    public var percent: UInt32?
    /// What follows `#` behind a word for down.
    public var reason: String?

    public init(administration: Administration? = nil, isUp: Bool? = nil, percent: UInt32? = nil, reason: String? = nil) {
        self.administration = administration
        self.isUp = isUp
        self.percent = percent
        self.reason = reason
    }

    /// Reads a line without its end: words with blanks or commas between them, in any order and any letters; of words of one kind the last
    /// counts. Words that nobody knows are passed over, and so is `maxconn:`, which IPVS has nothing for.
    ///
    /// Nil where no word means anything: then it is no agent that speaks.
    public init?(_ line: some Collection<UInt8>) {
        self.init()
        var words = String(decoding: line, as: UTF8.self)
        if let mark = words.firstIndex(of: "#") {
            reason = Self.printable(words[words.index(after: mark)...])
            words = String(words[..<mark])
        }
        var isKnown = false
        for word in words.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "," }) {
            if take(word.lowercased()) { isKnown = true }
        }
        if !isKnown { return nil }
    }

    /// For the log: without control characters, and not long.
    private static func printable(_ text: Substring) -> String {
        let scalars = text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }
        return String(String.UnicodeScalarView(scalars.prefix(100)))
    }

    private mutating func take(_ word: String) -> Bool {
        switch word {
        case "up": isUp = true
        case "down", "failed", "stopped": isUp = false
        case _ where word.hasPrefix("maxconn:"): break
        default:
            if let administration = Administration(rawValue: word) {
                self.administration = administration
            } else if word.hasSuffix("%"), let percent = UInt32(word.dropLast()), word.first != "+" {
                self.percent = min(percent, Self.greatestPercent)
            } else {
                return false
            }
        }
        return true
    }

    /// HAProxy's weights reach from 0 to 256 at a base of 1.
    private static let greatestPercent: UInt32 = 25_600
}

/// What an agent has said so far: what a line doesn't speak of stays as the last one that did has it.
public struct AgentState: Hashable, Sendable {
    private var administration = AgentReport.Administration.ready
    private var isUp = true
    private var percent: UInt32 = 100

    public init() {}

    /// What follows for the real server.
    public mutating func take(_ report: AgentReport) -> Verdict {
        administration = report.administration ?? administration
        isUp = report.isUp ?? isUp
        percent = report.percent ?? percent
        if administration == .maintenance { return .failure(.agentSays("maint")) }
        if !isUp { return .failure(.agentSays("down" + (report.reason.map { ": \($0)" } ?? ""))) }
        return .successWithWeight(administration == .drain ? .weight(0) : .percent(percent))
    }
}

/// The conversation of AGENT_CHECK.
public struct AgentConversation: StreamConversation {
    private let greeting: [UInt8]
    private var line: [UInt8] = []
    private var verdict: Verdict?

    public init(_ probe: AgentProbe) {
        greeting = probe.greeting
    }

    public mutating func connected() -> StreamAction {
        if let verdict { return .finished(verdict) }
        return greeting.isEmpty ? .wait : .send(greeting)
    }

    public mutating func received(_ bytes: Span<UInt8>) -> StreamAction {
        if let verdict { return .finished(verdict) }
        for index in bytes.indices {
            switch bytes[index] {
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"): return judge()
            default: line.append(bytes[index])
            }
            if line.count > AgentProbe.longestLine { return finish(.failure(.answerTooLarge)) }
        }
        return .wait
    }

    /// Some agents end their line by closing the connection.
    public mutating func closed() -> StreamAction {
        if let verdict { return .finished(verdict) }
        return line.isEmpty ? finish(.failure(.closedEarly)) : judge()
    }

    private mutating func judge() -> StreamAction {
        finish(AgentReport(line).map { .reported($0) } ?? .failure(.malformedAnswer))
    }

    private mutating func finish(_ verdict: Verdict) -> StreamAction {
        self.verdict = verdict
        return .finished(verdict)
    }
}
