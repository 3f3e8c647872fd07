internal import CNetlink

/// How far a dump has come.
public struct NetlinkDump: Sendable {
    private let number: UInt32
    public private(set) var isFinished = false
    /// The kernel's table changed while it was dumped (NLM_F_DUMP_INTR): what was read is no picture of one moment.
    public private(set) var isInterrupted = false
    var refusal: Acknowledgement?

    init(number: UInt32) {
        self.number = number
    }

    /// Takes the next message that came in.
    ///
    /// - Returns: whether it is an entry of the dump.
    mutating func takes(_ message: UnsafeMutablePointer<nlmsghdr>) -> Bool {
        guard message.pointee.nlmsg_seq == number else { return false }
        if message.pointee.nlmsg_flags & UInt16(NLM_F_DUMP_INTR) != 0 { isInterrupted = true }
        switch Int32(message.pointee.nlmsg_type) {
        case NLMSG_DONE:
            isFinished = true
            return false
        case NLMSG_ERROR:
            isFinished = true
            if let answer = Acknowledgement(message), answer.code != 0 { refusal = answer }
            return false
        default: return true
        }
    }
}
