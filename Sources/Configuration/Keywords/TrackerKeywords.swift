internal import ConfigurationLanguage

/// `vrrp_script`, `track_file`, `vrrp_track_process`, `bfd_instance`.
let trackerKeywords: [Keyword] =
    scriptKeywords
    + trackedFileKeywords
    + trackedProcessKeywords
    + trackedServerKeywords
    + bfdKeywords
    + syncGroupKeywords

private let scriptKeywords: [Keyword] = [
    .block(
        "vrrp_script", in: .root, syntax: "NAME", opens: .vrrpScript, 1...1, part: .vrrp,
        begin: { $0.beginScript($1) }, end: { $0.endScript($1) }),
    .words("script", in: .vrrpScript, syntax: "\"PROGRAM ARGUMENTS\"", 1...1, namesScript: true) { reader, statement in
        if let words = reader.scriptWords(1, in: statement) { reader.trackingScript.words = words }
    },
    .seconds("interval", in: .vrrpScript, .milliseconds(1)...longestTime, default: "1") { $0.trackingScript.interval = $1 },
    .seconds("timeout", in: .vrrpScript, .zero...longestTime, default: "interval") {
        // keepalived writes the default as 0.
        $0.trackingScript.timeout = $1 == .zero ? nil : $1
    },
    .words("weight", in: .vrrpScript, syntax: "-253-253 [reverse|noreverse]", default: "0", 1...2) { reader, statement in
        if let weight = reader.trackingWeight(1, in: statement) { reader.trackingScript.weight = weight }
    },
    .number("rise", in: .vrrpScript, 1...greatestCount, default: "1") { $0.trackingScript.rise = $1 },
    .number("fall", in: .vrrpScript, 1...greatestCount, default: "1") { $0.trackingScript.fall = $1 },
    .words("user", in: .vrrpScript, syntax: "USER [GROUP]", default: "script_user", 1...3) { reader, statement in
        reader.trackingScript.user = reader.scriptUser(1, in: statement)
    },
    .flag("init_fail", in: .vrrpScript) { $0.trackingScript.beginsFailed = true },
]
