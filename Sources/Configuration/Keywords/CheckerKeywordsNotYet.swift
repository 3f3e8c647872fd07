internal import ConfigurationLanguage

/// Checkers and parts of checkers that are known by name only.
let checkerKeywordsNotYet: [Keyword] =
    Keyword.notYet("regex regex_no_match regex_options regex_stack regex_min_offset regex_max_offset", in: .url, "the body is not searched")
    + Keyword.notYet("tls_compliant", in: .url, "there is no TLS in HTTP_GET", .notice)
    + Keyword.notYet("fast_recovery", in: .httpGet, "one URL is asked in each delay_loop, also while the server recovers")
    + Keyword.notYet("enable_sni sni_name tls_compliant", in: .httpGet, "there is no TLS in HTTP_GET", .notice)
    + checker("SSL_GET", .sslGet)
    + Keyword.parts(shared + " nb_get_retry virtualhost http_protocol fast_recovery enable_sni sni_name tls_compliant", in: .sslGet)
    + Keyword.parts("url", in: .sslGet, opens: .list)
    + checker("SMTP_CHECK", .smtpCheck)
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
