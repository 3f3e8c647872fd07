internal import ConfigurationLanguage

/// The kinds of blocks of the language: each keyword says in which of them it may stand.
enum Block: UInt8, CaseIterable, Sendable {
    case root
    case globalDefinitions
    case vrrpInstance, authentication, messageAuthentication
    case virtualServer, realServer
    case tcpCheck, httpGet, sslGet, url, pingCheck
    case smtpCheck, smtpHost, dnsCheck, miscCheck, udpCheck, agentCheck, bfdCheck, fileCheck
    case vrrpScript, trackFile, trackProcess, bfdInstance, syncGroup, garpGroup, sslContext, staticTrackGroup, trackVirtualServer
    /// Lines of values: addresses, names, routes.
    case list

    var kind: BlockKind { BlockKind(rawValue: rawValue) }

    /// How a message names the place: the keyword of the block.
    var name: String {
        switch self {
        case .root: "the file"
        case .globalDefinitions: "`global_defs`"
        case .vrrpInstance: "`vrrp_instance`"
        case .authentication: "`authentication`"
        case .messageAuthentication: "`auth_hmac`"
        case .virtualServer: "`virtual_server`"
        case .realServer: "`real_server`"
        case .tcpCheck: "`TCP_CHECK`"
        case .httpGet: "`HTTP_GET`"
        case .sslGet: "`SSL_GET`"
        case .url: "`url`"
        case .pingCheck: "`PING_CHECK`"
        case .smtpCheck: "`SMTP_CHECK`"
        case .smtpHost: "`host`"
        case .dnsCheck: "`DNS_CHECK`"
        case .miscCheck: "`MISC_CHECK`"
        case .udpCheck: "`UDP_CHECK`"
        case .agentCheck: "`AGENT_CHECK`"
        case .bfdCheck: "`BFD_CHECK`"
        case .fileCheck: "`FILE_CHECK`"
        case .vrrpScript: "`vrrp_script`"
        case .trackFile: "`track_file`"
        case .trackProcess: "`vrrp_track_process`"
        case .bfdInstance: "`bfd_instance`"
        case .syncGroup: "`vrrp_sync_group`"
        case .garpGroup: "`garp_group`"
        case .sslContext: "`SSL`"
        case .staticTrackGroup: "`track_group`"
        case .trackVirtualServer: "`track_virtual_server`"
        case .list: "a list"
        }
    }
}
