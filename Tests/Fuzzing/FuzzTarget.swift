/// A decoder, and what it must not do whatever the bytes are: trap, or break a promise that stands here as a precondition.
///
/// Tests/Corpora/NAME holds inputs for each; CI replays them, `scripts/fuzz` searches for more.
enum FuzzTarget: String, CaseIterable {
    case configuration, snapshot, vrrp, vrrp6, bfd, http, smtp, agent, tcp, dns, dnsStream = "dns-stream", udp, icmp, mail, netlink, records, messages
    case pattern, log, varlink, answers, drains, orders, firewall, handover

    func run(_ bytes: [UInt8]) {
        switch self {
        case .configuration: ConfigurationFuzzing.read(bytes)
        case .snapshot: ConfigurationFuzzing.decodeSnapshot(bytes)
        case .vrrp: VRRPFuzzing.receive(datagram: bytes)
        case .vrrp6: VRRPFuzzing.receive(version6: bytes)
        case .bfd: BFDFuzzing.receive(bytes)
        case .http: ConversationFuzzing.http(bytes)
        case .smtp: ConversationFuzzing.smtp(bytes)
        case .agent: ConversationFuzzing.agent(bytes)
        case .tcp: ConversationFuzzing.dialogue(bytes)
        case .dns: ConversationFuzzing.dns(bytes)
        case .dnsStream: ConversationFuzzing.dnsStream(bytes)
        case .udp: ConversationFuzzing.udp(bytes)
        case .icmp: ConversationFuzzing.echo(bytes)
        case .mail: ConversationFuzzing.mail(bytes)
        case .netlink: KernelFuzzing.netlink(bytes)
        case .records: KernelFuzzing.records(bytes)
        case .messages: MessageFuzzing.channel(bytes)
        case .pattern: ConversationFuzzing.pattern(bytes)
        case .log: MessageFuzzing.log(bytes)
        case .varlink: MessageFuzzing.calls(bytes)
        case .answers: MessageFuzzing.answers(bytes)
        case .drains: RecordFuzzing.drains(bytes)
        case .orders: RecordFuzzing.orders(bytes)
        case .firewall: RecordFuzzing.firewall(bytes)
        case .handover: RecordFuzzing.handover(bytes)
        }
    }
}
