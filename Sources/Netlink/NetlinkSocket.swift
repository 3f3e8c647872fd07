public import CNetlink
internal import Glibc
internal import LinuxSystem
public import NetworkTypes

/// One netlink socket: requests with their answers, or notifications of a group.
public final class NetlinkSocket {
    private let handle: OpaquePointer
    private var sequence: UInt32 = 1

    /// The descriptor to watch for notifications.
    public var descriptor: Int32 { nl_socket_get_fd(handle) }

    /// - Parameters:
    ///   - protocolNumber: NETLINK_ROUTE or NETLINK_GENERIC.
    ///   - groups: notification groups (RTNLGRP_*); a socket with groups doesn't wait when it reads.
    public init(protocolNumber: Int32, groups: [UInt32] = []) throws(NetlinkError) {
        guard let handle = nl_socket_alloc() else { throw NetlinkError("open netlink socket", code: ENOMEM, detail: "out of memory") }
        self.handle = handle
        try check("open netlink socket", nl_connect(handle, protocolNumber))
        nl_socket_disable_msg_peek(handle)
        nl_socket_set_msg_buf_size(handle, Self.roomForMessage)
        // A batch of refusals, or a burst of link events, must fit.
        nl_socket_set_buffer_size(handle, Int32(Self.usualBuffer), Int32(Self.usualBuffer))
        var on: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        setsockopt(descriptor, 270 /* SOL_NETLINK */, NETLINK_EXT_ACK, &on, size)
        setsockopt(descriptor, 270, NETLINK_CAP_ACK, &on, size)
        if groups.isEmpty {
            // The kernel answers a request inside the send; a bound all the same keeps a lost answer from stopping the loop.
            var limit = timeval(tv_sec: 2, tv_usec: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        } else {
            try check("set netlink socket non-blocking", nl_socket_set_nonblocking(handle))
        }
        for group in groups { try join(group) }
    }

    /// In bytes. The library takes so much for each datagram that it reads, and gives it back.
    private static let roomForMessage = 1 << 16
    /// Without the request (NETLINK_CAP_ACK) an acknowledgement is a header and a sentence.
    private static let roomForAcknowledgement = 1 << 13

    /// In bytes; no more than net.core.rmem_max allows.
    private static let usualBuffer = 1 << 20

    /// What the kernel keeps until it is read.
    public func keep(_ size: ReceiveBufferSize) {
        ReceiveBufferSize(bytes: size.bytes ?? Self.usualBuffer, exceedsLimit: size.exceedsLimit).apply(to: descriptor)
    }

    /// Joins another notification group.
    public func join(_ group: UInt32) throws(NetlinkError) {
        try check("join netlink group \(group)", nl_socket_add_membership(handle, Int32(group)))
    }

    deinit {
        nl_socket_free(handle)
    }

    private func check(_ operation: String, _ result: Int32) throws(NetlinkError) {
        if result < 0 { throw NetlinkError(operation, library: result) }
    }

    /// The number of a generic netlink family, or nil where the kernel has none of that name and can't load it.
    public func family(named name: String) -> Int32? {
        let number = genl_ctrl_resolve(handle, name)
        return number < 0 ? nil : number
    }

    /// Sends a batch of commands, without a question among them, and waits for its end.
    ///
    /// - Returns: the commands that the kernel refused; all others were carried out.
    public func perform(_ batch: NetlinkBatch) throws(NetlinkError) -> [NetlinkRefusal] {
        // Room for the longest message is more than the heap has at hand: it would grow and shrink between a master's advertisement and
        // its first gratuitous ARP.
        nl_socket_set_msg_buf_size(handle, Self.roomForAcknowledgement)
        defer { nl_socket_set_msg_buf_size(handle, Self.roomForMessage) }
        return try perform(batch) { _ in }
    }

    /// Sends a batch and waits for its end.
    ///
    /// - Returns: the commands that the kernel refused; all others were carried out.
    ///
    /// - Parameter answers: called with each message that answers a question in the batch.
    public func perform(
        _ batch: NetlinkBatch, answers: (UnsafeMutablePointer<nlmsghdr>) -> Void
    ) throws(NetlinkError) -> [NetlinkRefusal] {
        if batch.isEmpty { return [] }
        let first = sequence
        sequence = sequence &+ UInt32(truncatingIfNeeded: batch.count)
        try transmit(batch.encoded(from: first))
        var refusals: [NetlinkRefusal] = []
        var finished = false
        while !finished {
            try receiveAnswer(to: "carry out a batch of netlink commands") { header in
                let index = Int(header.pointee.nlmsg_seq &- first)
                guard index >= 0, index < batch.count else { return }
                guard let answer = Acknowledgement(header) else { return answers(header) }
                if answer.code != 0 { refusals.append(NetlinkRefusal(index: index, code: answer.code, detail: answer.detail)) }
                if index == batch.count - 1 { finished = true }
            }
        }
        return refusals
    }

    /// Asks for a dump and hands each message of it to `body`. A dump that the kernel marks as interrupted is asked for again.
    public func dump(_ request: borrowing NetlinkMessage, operation: String, restart: () -> Void, _ body: (UnsafeMutablePointer<nlmsghdr>) -> Void) throws(NetlinkError) {
        for _ in 0..<10 {
            restart()
            if try dumpOnce(request, operation: operation, body) { return }
        }
        throw NetlinkError(operation, code: EAGAIN, detail: "the kernel's table changes too fast to be read")
    }

    private func dumpOnce(_ request: borrowing NetlinkMessage, operation: String, _ body: (UnsafeMutablePointer<nlmsghdr>) -> Void) throws(NetlinkError) -> Bool {
        var dump = try beginDump(request)
        while !dump.isFinished { try continueDump(&dump, operation: operation, body) }
        return !dump.isInterrupted
    }

    /// Asks for a dump that is then read piece by piece with `continueDump`. One at a time on a socket.
    public func beginDump(_ request: borrowing NetlinkMessage) throws(NetlinkError) -> NetlinkDump {
        NetlinkDump(number: try send(request, flags: NLM_F_DUMP))
    }

    /// Reads the next piece, up to 32 KB, and hands each message of it to `body`. The kernel has it ready: this doesn't wait.
    public func continueDump(_ dump: inout NetlinkDump, operation: String, _ body: (UnsafeMutablePointer<nlmsghdr>) -> Void) throws(NetlinkError) {
        var progress = dump
        try receiveAnswer(to: operation) { message in
            if progress.takes(message) { body(message) }
        }
        dump = progress
        if let refusal = dump.refusal { throw NetlinkError(operation, code: refusal.code, detail: refusal.detail) }
    }

    /// Asks for one thing and hands the kernel's answer to `body`.
    ///
    /// - Returns: nil, or what the kernel refused.
    public func ask(_ request: borrowing NetlinkMessage, operation: String, _ body: (UnsafeMutablePointer<nlmsghdr>) -> Void) throws(NetlinkError) -> NetlinkRefusal? {
        let number = try send(request, flags: 0)
        var refusal: NetlinkRefusal?
        var isAnswered = false
        while !isAnswered {
            try receiveAnswer(to: operation) { message in
                guard message.pointee.nlmsg_seq == number else { return }
                isAnswered = true
                if let answer = Acknowledgement(message) {
                    if answer.code != 0 { refusal = NetlinkRefusal(index: 0, code: answer.code, detail: answer.detail) }
                } else {
                    body(message)
                }
            }
        }
        return refusal
    }

    /// - Returns: the number that the answers carry.
    private func send(_ request: borrowing NetlinkMessage, flags: Int32) throws(NetlinkError) -> UInt32 {
        let number = sequence
        sequence &+= 1
        let header = request.header
        header.pointee.nlmsg_seq = number
        header.pointee.nlmsg_pid = 0
        header.pointee.nlmsg_flags |= UInt16(NLM_F_REQUEST | flags)
        try transmit(Array(UnsafeRawBufferPointer(start: header, count: Int(header.pointee.nlmsg_len))))
        return number
    }

    private func transmit(_ bytes: [UInt8]) throws(NetlinkError) {
        var bytes = bytes
        let count = bytes.count
        let sent = bytes.withUnsafeMutableBytes { nl_sendto(handle, $0.baseAddress, count) }
        if sent < 0 { throw NetlinkError("send netlink request", library: sent) }
    }

    /// Reads one datagram of an answer, which must come within the socket's time limit.
    private func receiveAnswer(to operation: String, _ body: (UnsafeMutablePointer<nlmsghdr>) -> Void) throws(NetlinkError) {
        if try !receive(body) { throw NetlinkError(operation, code: ETIMEDOUT, detail: "the kernel doesn't answer") }
    }

    /// Reads one datagram and hands each message in it to `body`.
    ///
    /// - Returns: false where a non-blocking socket has nothing now.
    @discardableResult
    public func receive(_ body: (UnsafeMutablePointer<nlmsghdr>) -> Void) throws(NetlinkError) -> Bool {
        var sender = sockaddr_nl()
        var buffer: UnsafeMutablePointer<UInt8>?
        let count = nl_recv(handle, &sender, &buffer, nil)
        defer { free(buffer) }
        if count < 0 {
            switch -count {
            case NLE_AGAIN: return false
            case NLE_NOMEM: throw NetlinkError("read netlink socket", code: ENOBUFS, detail: "the kernel dropped messages")
            default: throw NetlinkError("read netlink socket", library: count)
            }
        }
        // Any local process may write to a netlink socket: only the kernel is number 0.
        guard count > 0, sender.nl_pid == 0, let buffer else { return true }
        buffer.withMemoryRebound(to: nlmsghdr.self, capacity: 1) { first in
            var message: UnsafeMutablePointer<nlmsghdr>? = first
            var remaining = count
            while let current = message, nlmsg_ok(current, remaining) != 0 {
                body(current)
                message = nlmsg_next(current, &remaining)
            }
        }
        return true
    }
}

/// The kernel's answer to one request (NLMSG_ERROR), with its sentence if it gave one.
struct Acknowledgement: Sendable {
    /// The errno value, positive; 0 means done.
    var code: Int32
    var detail: String

    init?(_ header: UnsafeMutablePointer<nlmsghdr>) {
        guard Int32(header.pointee.nlmsg_type) == NLMSG_ERROR, Int(header.pointee.nlmsg_len) >= MemoryLayout<nlmsghdr>.size + MemoryLayout<nlmsgerr>.size,
            let payload = nlmsg_data(header)
        else { return nil }
        code = 0 &- payload.loadUnaligned(as: nlmsgerr.self).error
        detail = code == 0 ? "" : String(cString: strerror(code))
        let offset = Int32(MemoryLayout<nlmsgerr>.size)
        // The attributes follow at once only because NETLINK_CAP_ACK keeps the request itself out of the answer.
        if code != 0, header.pointee.nlmsg_flags & UInt16(NLM_F_ACK_TLVS) != 0, header.pointee.nlmsg_flags & UInt16(NLM_F_CAPPED) != 0,
            let attribute = nlmsg_find_attr(header, offset, Int32(NLMSGERR_ATTR_MSG.rawValue)), let text = attribute.text {
            detail += " (\(text))"
        }
    }
}
