/// One message to the operators.
public struct MailMessage: Hashable, Sendable {
    public var subject: String
    /// Without line feeds at its end.
    public var body: String
    /// The date in the form of RFC 5322 section 3.3.
    public var date: String

    public init(subject: String, body: String, date: String) {
        self.subject = subject
        self.body = body
        self.date = date
    }

    /// Header and body as they follow DATA, with the single dot at the end (RFC 5321 section 4.5.2).
    func encoded(from sender: String, to recipients: [String]) -> [UInt8] {
        let header = [
            "Date: \(date)", "From: \(sender)", "Subject: \(subject)", "To: \(recipients.joined(separator: ", "))", "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=UTF-8", "Content-Transfer-Encoding: 8bit", "X-Mailer: lvsd",
        ]
        let lines = header.map(\.withoutControls) + [""] + body.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).withoutControls }
        let stuffed = lines.map { $0.hasPrefix(".") ? "." + $0 : $0 }
        return Array((stuffed.joined(separator: "\r\n") + "\r\n.\r\n").utf8)
    }
}

extension String {
    /// A line feed in a name must not begin a header or a command of its own.
    var withoutControls: String {
        String(decoding: utf8.map { $0 < 0x20 || $0 == 0x7F ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
    }
}

/// From whom and to whom, and how the mail server is greeted.
public struct MailEnvelope: Hashable, Sendable {
    public var sender: String
    /// At least one.
    public var recipients: [String]
    public var heloName: String

    public init(sender: String, recipients: [String], heloName: String) {
        self.sender = sender
        self.recipients = recipients
        self.heloName = heloName
    }
}
