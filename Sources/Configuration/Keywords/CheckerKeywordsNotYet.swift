internal import ConfigurationLanguage

/// Checkers and parts of checkers that are known by name only.
let checkerKeywordsNotYet: [Keyword] =
    checker("SMTP_CHECK", .smtpCheck)
    + Keyword.parts(shared + " helo_name", in: .smtpCheck)
    + Keyword.parts("host", in: .smtpCheck, opens: .smtpHost)
    + Keyword.parts(shared, in: .smtpHost)
    + checker("DNS_CHECK", .dnsCheck)
    + Keyword.parts(shared + " type name", in: .dnsCheck)
    + checker("MISC_CHECK", .miscCheck)
    + Keyword.parts(timing + " misc_path misc_timeout misc_dynamic user", in: .miscCheck)
    + checker("UDP_CHECK", .udpCheck)
    + Keyword.parts(shared + " payload require_reply min_reply_length max_reply_length", in: .udpCheck)
    + checker("BFD_CHECK", .bfdCheck)
    + Keyword.parts("name alpha", in: .bfdCheck)
    + checker("FILE_CHECK", .fileCheck)
    + Keyword.parts("track_file weight dynamic", in: .fileCheck)

private func checker(_ name: String, _ opens: Block) -> [Keyword] {
    Keyword.notYetBlocks(name, in: .realServer, opens: opens, "the real server is not checked by it")
}

private let timing = "retry delay_before_retry warmup delay_loop alpha log_all_failures"
private let shared = "connect_ip connect_port bindto bind_port bind_if connect_timeout fwmark " + timing
