internal import CNetlink

/// One request under construction (struct nl_msg of libnl).
public struct NetlinkMessage: ~Copyable {
    /// libnl's handle, for its builders that take one.
    public let handle: OpaquePointer

    /// A message whose header and payload the caller puts in, with room for `capacity` bytes.
    public init(capacity: Int) {
        // Allocation fails only when the machine is out of memory, where nothing can go on.
        guard let handle = nlmsg_alloc_size(capacity) else { preconditionFailure("out of memory for a netlink message") }
        self.handle = handle
    }

    /// Takes over a message that libnl built.
    public init(owning handle: OpaquePointer) {
        self.handle = handle
    }

    deinit {
        nlmsg_free(handle)
    }

    /// Starts a message with a fixed header of its own, as those of routing netlink.
    public init<Header: BitwiseCopyable>(type: Int32, flags: Int32, header: Header, capacity: Int) {
        self.init(capacity: MemoryLayout<nlmsghdr>.size + MemoryLayout<Header>.size + capacity)
        _ = nlmsg_put(handle, 0, 0, type, 0, flags)
        var header = header
        _ = nlmsg_append(handle, &header, MemoryLayout<Header>.size, Int32(NLMSG_ALIGNTO))
    }

    /// Starts a generic netlink message (genlmsg_put).
    public static func generic(family: Int32, command: UInt8, version: UInt8, flags: Int32 = 0, capacity: Int = 256) -> NetlinkMessage {
        let message = NetlinkMessage(capacity: capacity)
        _ = genlmsg_put(message.handle, 0, 0, family, 0, flags, command, version)
        return message
    }

    public borrowing func put(_ type: Int, _ value: UInt8) { nla_put_u8(handle, Int32(type), value) }
    public borrowing func put(_ type: Int, _ value: UInt16) { nla_put_u16(handle, Int32(type), value) }
    public borrowing func put(_ type: Int, _ value: UInt32) { nla_put_u32(handle, Int32(type), value) }
    public borrowing func put(_ type: Int, _ value: String) { nla_put_string(handle, Int32(type), value) }
    public borrowing func put(_ type: Int, bytes: [UInt8]) { nla_put(handle, Int32(type), Int32(bytes.count), bytes) }

    /// Puts a structure of the kernel's.
    public borrowing func put<Value: BitwiseCopyable>(_ type: Int, value: Value) {
        var value = value
        nla_put(handle, Int32(type), Int32(MemoryLayout<Value>.size), &value)
    }

    /// Puts attributes inside an attribute.
    public borrowing func nest(_ type: Int, _ body: () -> Void) {
        let start = nla_nest_start(handle, Int32(type))
        body()
        nla_nest_end(handle, start)
    }

    var header: UnsafeMutablePointer<nlmsghdr> { nlmsg_hdr(handle) }
}

/// Messages that go to the kernel in one system call.
///
/// Only the last asks for an acknowledgement, which then closes the batch; the kernel answers the others only when it refuses them.
public struct NetlinkBatch: Sendable {
    public private(set) var count = 0
    var bytes: [UInt8] = []
    private var lastStart = 0

    public init() {}

    public var isEmpty: Bool { count == 0 }

    public mutating func append(_ message: borrowing NetlinkMessage) {
        let header = message.header
        header.pointee.nlmsg_flags |= UInt16(NLM_F_REQUEST)
        header.pointee.nlmsg_pid = 0
        header.pointee.nlmsg_seq = UInt32(truncatingIfNeeded: count)
        lastStart = bytes.count
        bytes.append(contentsOf: UnsafeRawBufferPointer(start: header, count: Int(header.pointee.nlmsg_len)))
        while bytes.count % 4 != 0 { bytes.append(0) }
        count += 1
    }

    /// Makes the bytes to send, for nobody.
    public func rehearse() {
        _ = encoded(from: 1)
    }

    /// The bytes to send, numbered from `sequence` on.
    func encoded(from sequence: UInt32) -> [UInt8] {
        var bytes = bytes
        bytes.withUnsafeMutableBytes { raw in
            var offset = 0
            while offset + MemoryLayout<nlmsghdr>.size <= raw.count {
                var header = raw.loadUnaligned(fromByteOffset: offset, as: nlmsghdr.self)
                header.nlmsg_seq = header.nlmsg_seq &+ sequence
                if offset == lastStart { header.nlmsg_flags |= UInt16(NLM_F_ACK) }
                raw.storeBytes(of: header, toByteOffset: offset, as: nlmsghdr.self)
                offset += (Int(header.nlmsg_len) + 3) & ~3
            }
        }
        return bytes
    }
}
