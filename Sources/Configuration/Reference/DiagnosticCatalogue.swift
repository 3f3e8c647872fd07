internal import ConfigurationLanguage

extension Diagnostic.Code {
    /// Every kind of diagnostic with the line that the reference page has for it. The codes are stable: tools speak of them.
    static let catalogue: [(code: Diagnostic.Code, meaning: String)] = [
        aboutText, aboutPreprocessing, aboutKeywords, aboutRouters, aboutTracking, aboutServers, aboutMachine,
    ].flatMap { $0.map { (Diagnostic.Code(rawValue: $0.key), $0.value) } }

    private static let aboutText: KeyValuePairs<String, String> = [
        "unreadable-file": "The configuration file can't be read.",
        "file-too-large": "The file is larger than 128 MB: nothing of it is read.",
        "not-text": "The file is UTF-16: nothing of it is read.",
        "nul-byte": "A line with a NUL byte is left out.",
        "unterminated-quote": "A quote has no end on its line; it ends with the line.",
        "glued-comment": "`#` or `!` directly behind a word begins a comment: the word ends before it.",
        "unusual-space": "A space that isn't ASCII, such as a no-break space, is read as white space.",
        "unexpected-opening-brace": "A `{` without a keyword before it; its lines count as lines of the block around it.",
        "unexpected-closing-brace": "A `}` without an open block is left out.",
        "missing-opening-brace": "The block of a keyword begins without `{`; it is read as if that stood there.",
        "missing-closing-brace": "A block has no `}`; it ends where a keyword follows that can't stand in it, or with the file.",
        "nested-too-deep": "More than 32 blocks inside each other: the deeper ones are left out.",
    ]

    private static let aboutPreprocessing: KeyValuePairs<String, String> = [
        "missing-file": "An `include` names no file; an error where `include_check`, the letter behind `include` or -e asks for one.",
        "unreadable-include": "An included file can't be read, or is a directory, a FIFO, or executable: it is skipped.",
        "include-cycle": "A file includes itself, perhaps through others: it is not read again.",
        "include-limit": "Too many included files, or too large ones, or too deep within each other.",
        "misplaced-include": "`include` stands behind something else on its line: nothing is read.",
        "unknown-include-check": "A word that `include_check` doesn't take; the others count.",
        "unreplaced-parameter": "A defined parameter is written without braces and not followed by white space: it stays as it is.",
        "unknown-variable": "`${_ENV NAME}` with no such variable in the environment: it stays as it is.",
        "endless-parameter": "Parameters or sequences within each other more than 64 deep: the line is left out.",
        "invalid-sequence": "`~SEQ` or `~LST` with arguments that make no sense: the line is left out.",
        "sequence-too-long": "A sequence of more than 1,048,576 items: the line is left out.",
        "too-much-text": "What parameters and sequences stand for is beyond the limits: the line, or all further ones, are left out.",
    ]

    private static let aboutKeywords: KeyValuePairs<String, String> = [
        "unknown-keyword": "No such keyword in this block: the statement, and the block behind it, is left out.",
        "fork-keyword": "A keyword of another program that grew out of keepalived: the statement is left out.",
        "not-supported-yet": "The keyword is known but its feature isn't built yet; the message says what follows from that.",
        "no-effect": "The statement does nothing, and never has to.",
        "obsolete-keyword": "An old spelling; it takes effect.",
        "letter-case": "A word in the wrong letters is read as what it means; keepalived doesn't.",
        "missing-value": "The value behind a keyword is missing: the statement is left out.",
        "extra-value": "More words than the keyword takes: they are ignored.",
        "missing-block": "The keyword needs a block: the statement is left out.",
        "unexpected-block": "The keyword has no block: what stands in the braces is left out.",
        "invalid-value": "A word that the keyword doesn't take: the statement is left out.",
        "invalid-number": "Not a number: the statement is left out.",
        "out-of-range": "A number outside of the keyword's range: the statement is left out.",
        "invalid-address": "Not an IP address: the statement is left out.",
    ]

    private static let aboutRouters: KeyValuePairs<String, String> = [
        "missing-interface": "An instance without `interface` is left out.",
        "missing-virtual-router-id": "An instance without `virtual_router_id` is left out.",
        "missing-virtual-address": "An instance has no virtual address, or none that can be used.",
        "duplicate-instance": "A second instance of the same name is left out.",
        "vrid-conflict": "A virtual_router_id twice on one interface for the same multicast group, or from the same source to a common unicast peer: the second instance is left out.",
        "duplicate-virtual-address": "A virtual address twice in one instance: the second is left out.",
        "shared-virtual-address": "The same virtual address under two instances, on one interface or on two.",
        "too-many-virtual-addresses": "More addresses than an advertisement holds, which are 255, or what fits into a packet of the interface: the others are treated as excluded ones.",
        "priority-from-state": "`state MASTER` without `priority` means priority 255.",
        "missing-script": "A `vrrp_script` without `script` is left out.",
        "duplicate-script": "A second script of the same name is left out.",
        "script-timeout": "A script without `timeout` is ended after its interval; one that takes longer needs `timeout`.",
        "unknown-script": "`track_script` names a script that isn't there: the line is left out.",
        "duplicate-tracking": "Something is tracked already: the line is left out.",
        "preemption-conflict": "A keyword about who is master is ignored, since it doesn't go together with the state, the priority or another such keyword; the message says which.",
        "advertisement-interval": "An interval that the version can't say is rounded: version 2 has whole seconds, version 3 hundredths up to 40.95 s.",
        "password-too-long": "Only the first 8 bytes of a password count.",
        "incomplete-authentication": "`auth_type` without `auth_pass`, or the other way round: there is no authentication.",
        "closed-addresses": "Virtual addresses accept no traffic, because strict mode allows it only to the router that owns them.",
        "vrf": "`vrf` where it has no meaning: it is for unicast instances without `interface`.",
        "virtual-interface": "`use_vmac` or `use_ipvlan` in a way that can't work; the message says what is done instead.",
        "rule-priority": "A rule without `preference` gets one, so that the order of rules doesn't follow from the order of transitions.",
        "incomplete-group": "A `garp_group` without an interface or without a limit is left out.",
        "version-without-authentication": "VRRP version 3, and an instance with `auth_hmac`, has no other authentication: it is ignored.",
        "version-without-family": "VRRP version 2 has no IPv6: version 3 is used.",
        "first-address-not-link-local": "The first of the IPv6 addresses should be link-local (RFC 5798 section 5.2.9).",
        "unicast-without-peers": "A keyword of unicast without `unicast_peer`: advertisements go to the group, or the instance stays in FAULT.",
        "duplicate-key": "A second key of the same number in `auth_hmac` is left out.",
        "strict-mode": "Strict mode sets something back to what the RFC says.",
        "strict-authentication": "Strict mode has no authentication: it is ignored.",
    ]

    private static let aboutTracking: KeyValuePairs<String, String> = [
        "unknown-tracker": "A `track_*` list names something that isn't there: the line is left out. FILE_CHECK or BFD_CHECK does: the real server isn't checked by it. Something static names a `track_group` that isn't there: nobody follows it.",
        "duplicate-tracker": "A second `track_file`, `vrrp_track_process` or `bfd_instance` of the same name is left out.",
        "incomplete-tracker": "A `track_file` without `file`, a `vrrp_track_process` without `process`, or a `bfd_instance` without `neighbor_ip`, is left out.",
        "duplicate-session": "Two `bfd_instance` with one neighbour, where no `source_ip` tells them apart: the second is left out.",
        "slow-session": "An interval of BFD of more than 10 s.",
        "duplicate-sync-group": "A second group of the same name is left out.",
        "empty-sync-group": "A group without a known instance is left out.",
        "duplicate-track-group": "A second `track_group` of the same name is left out.",
        "empty-track-group": "A `track_group` without a known instance: nobody follows what names it.",
        "group-of-one": "A sync group with one instance: there is nothing to synchronise it with.",
        "unknown-instance": "A group, or `lvs_sync_daemon`, names an instance that isn't there: what names it is left out.",
        "instance-in-two-groups": "An instance is in two sync groups: it stays in the first.",
        "weight-in-group": "What a member of a sync group tracks with a weight is ignored without `sync_group_tracking_weight`.",
    ]

    private static let aboutServers: KeyValuePairs<String, String> = [
        "no-real-server": "A virtual server without a usable real server is left out.",
        "duplicate-virtual-server": "The same virtual server twice: the second is left out. A group's member that is another virtual server's already is left out alone.",
        "suspension-of-mark": "`ha_suspend` of a virtual server with a firewall mark is ignored: a mark has no address.",
        "slow-start-of-small-weight": "A weight of a few units can't grow in parts: `slow_start` does little or nothing.",
        "unknown-virtual-server-group": "`virtual_server group` names a group that isn't there: the virtual server is left out.",
        "duplicate-virtual-server-group": "A second group of the same name is left out.",
        "empty-virtual-server-group": "A group without members: its virtual servers are left out.",
        "duplicate-group-member": "A member twice in one group, or an interface in two groups of announcements: it counts once.",
        "too-many-services": "A group has more members than the kernel's table should hold: the rest is left out.",
        "same-destination": "Two real servers of a group would be one destination for the kernel in one of its services: the second is left out.",
        "duplicate-real-server": "The same real server twice in one virtual server: the second is left out.",
        "address-family-mismatch": "IPv4 and IPv6 don't go together here: the statement is left out.",
        "default-protocol": "No `protocol`: UDP is used.",
        "default-scheduler": "No `lb_algo`: wlc is used.",
        "default-forwarding-method": "No `lb_kind`: NAT is used.",
        "port-forced": "Only NAT can change the port: that of the virtual server is used.",
        "persistence-forced": "A virtual server without a port must be persistent: persistence_timeout 360 is used.",
        "protocol-ignored": "A virtual server with a firewall mark has no protocol.",
        "one-packet-without-udp": "`ops` is for UDP: it is ignored.",
        "quorum-too-high": "The quorum is more than all weights together: it is lowered.",
        "hysteresis-too-high": "The hysteresis must be less than the quorum: it is lowered.",
        "timeout-longer-than-loop": "A check, or the run of a script, may take longer than the time until the next.",
        "missing-port": "A checker has no port to connect to: it is left out.",
        "missing-url": "A checker without `url` is left out.",
        "missing-path": "A `url` without `path` is left out.",
        "single-backslash": "A backslash in `regex` is used up before the expression is read: it must be written twice.",
    ]

    /// What a look at this machine shows; never an error, since the file may be meant for another one.
    private static let aboutMachine: KeyValuePairs<String, String> = [
        "interface-not-found": "The interface doesn't exist on this machine.",
        "owner-without-address": "Priority 255 is for the router that owns the virtual address, and this machine doesn't have it.",
        "script-security": "Scripts run without `enable_script_security`; `lvsd -t` ends with 6 then, as keepalived does.",
        "invalid-expression": "The regular expression has no meaning for the PCRE2 library of this machine: the check can't be made.",
        "file-not-readable": "A file of TLS isn't there or can't be read: the check can't be made.",
        "script-not-found": "The program that a script begins with doesn't exist.",
        "script-not-executable": "The program that a script begins with is not executable.",
        "script-writable-by-others": "Others than root can change the program that a script begins with: what runs as root must not be theirs.",
        "forwarding-off": "NAT needs ip_forward, which is off.",
        "reverse-path-filter": "rp_filter drops the advertisements of other routers on an interface without an address of its own.",
        "connection-reuse": "conn_reuse_mode 0: clients that use a port again stay with their old real server, whatever its weight.",
    ]
}
