internal import LogRecords

/// The machine's log: the journal's own protocol, or syslog's datagrams. What isn't taken now is kept for a while.
final class SystemLogDestination {
    private enum Reader {
        case syslog
        case journal
    }

    private let reader: Reader
    private let sender: UnixDatagramSender
    private var backlog = LogBacklog(limit: 1 << 18)
    /// Whether the last datagram found a reader.
    private var isTaken = true
    /// Of the present round.
    private var time: String?

    private static let journalSocket = "/run/systemd/journal/socket"
    private static let syslogSocket = "/dev/log"
    /// More than syslog daemons take by default (rsyslog: 8 KiB).
    private static let longestSyslogLine = 8192
    private static let longestJournalEntry = 1 << 22

    /// - Parameter socket: instead of the reader's own.
    /// - Returns: nil where none is wanted, or no socket can be had.
    init?(_ choice: LogSettings.SystemLog, socket: String? = nil) {
        switch choice {
        case .none: return nil
        case .syslog: reader = .syslog
        case .journal: reader = .journal
        case .automatic: reader = Files.exists(Self.journalSocket) ? .journal : .syslog
        }
        guard let sender = try? UnixDatagramSender(path: socket ?? (reader == .journal ? Self.journalSocket : Self.syslogSocket)) else { return nil }
        self.sender = sender
    }

    func write(_ record: LogRecord, _ identity: LogIdentity) {
        let datagram = form(record, identity)
        guard backlog.isEmpty else { return backlog.keep(datagram) }
        switch offer(datagram) {
        case .sent: break
        case .noRoom: backlog.keep(datagram)
        case .noReader, .tooLong, .failed: backlog.lose()
        }
    }

    func rehearse(_ record: LogRecord, _ identity: LogIdentity) {
        _ = form(record, identity)
        time = nil
    }

    var isBehind: Bool { !backlog.isEmpty }

    /// - Parameter note: what to say of a number of lost lines once the reader takes lines again.
    func flush(_ identity: LogIdentity, note: (Int) -> LogRecord) {
        sendWaiting()
        if isTaken, let lost = backlog.untoldLosses, offer(form(note(lost), identity)) == .sent { backlog.toldLosses() }
        time = nil
    }

    private func form(_ record: LogRecord, _ identity: LogIdentity) -> [UInt8] {
        if reader == .journal { return record.journalEntry(identity) }
        let time = time ?? SystemClock.syslogTimestamp()
        self.time = time
        return record.syslogLine(identity, time: time, limit: Self.longestSyslogLine)
    }

    private func sendWaiting() {
        while let datagram = backlog.next {
            switch offer(datagram) {
            case .noRoom, .noReader: return
            case .sent, .tooLong, .failed: backlog.took()
            }
        }
    }

    private func offer(_ datagram: [UInt8]) -> UnixDatagramSender.Offer {
        var offer = sender.offer(datagram)
        if offer == .tooLong, reader == .journal, datagram.count <= Self.longestJournalEntry, sendAsFile(datagram) { offer = .sent }
        isTaken = offer == .sent
        return offer
    }

    /// An entry that no datagram holds goes as a sealed memory file whose descriptor is sent.
    private func sendAsFile(_ entry: [UInt8]) -> Bool {
        guard let file = try? SealedMemoryFile.make(name: "lvsd-log-entry", content: entry) else { return false }
        return sender.offer(descriptor: file.number)
    }
}
