internal import ConfigurationLanguage

/// `track_group`, also by its longer name.
let trackGroupKeywords: [Keyword] =
    ["track_group", "static_track_group"].map { name in
        .block(
            name, in: .root, syntax: "NAME", opens: .staticTrackGroup, 1...1, part: .vrrp,
            begin: { $0.beginTrackGroup($1) }, end: { $0.endTrackGroup($1) })
    } + [
        .list("group", in: .staticTrackGroup, syntax: "INSTANCE") { $0.readTrackGroupMembers($1) }
    ]
