@testable import BFDRole
@testable import CheckRole
import CNetlink
@testable import IPVSNetlink
@testable import LinuxSystem
@testable import Netlink
import NetworkTypes
@testable import RouteNetlink

enum KernelFuzzing {
    /// One netlink message whose length says no more than there is, as the socket hands it out.
    static func netlink(_ bytes: [UInt8]) {
        let header = MemoryLayout<nlmsghdr>.size
        guard bytes.count > header, bytes.count < 65_536 else { return }
        // Of its own, exactly as long as it is: reading beyond it is a finding.
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 8)
        defer { buffer.deallocate() }
        buffer.copyBytes(from: bytes)
        guard let message = buffer.baseAddress?.assumingMemoryBound(to: nlmsghdr.self) else { return }
        message.pointee.nlmsg_len = UInt32(bytes.count)
        _ = RouteMessages.event(message)
        _ = Acknowledgement(message)
        _ = ServiceAttributes.decode(message.ipvsAttribute(IPVS_CMD_ATTR_SERVICE))
        if let destination = message.ipvsAttribute(IPVS_CMD_ATTR_DEST), let attributes = NetlinkAttributes(nestedIn: destination, highest: 16) {
            _ = DestinationAttributes.decode(attributes, serviceFamily: .ipv4)
            _ = DestinationAttributes.decodeStatistics(attributes)
        }
    }

    /// Notices of the kernel about processes and folders, the number in a tracked file, lines of our own records.
    static func records(_ bytes: [UInt8]) {
        _ = ProcessEvents.decode(bytes[...])
        _ = DirectoryNotifications.decode(bytes[...])
        _ = TrackedFileValue.value(of: bytes)
        var beside = 0
        for message in ControlMessages(bytes[...]) { beside += message.data.count }
        precondition(beside <= bytes.count, "more beside a datagram than came")
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            if let (path, memory) = SessionRecord.entry(String(line)) {
                let again = SessionRecord.entry(String(SessionRecord.line(path, memory).dropLast()))
                precondition(again?.0 == path && again?.1 == memory, "a session that reads back as another")
            }
            guard let identity = OwnershipRecord.identity(String(line)) else { continue }
            precondition(OwnershipRecord.identity(OwnershipRecord.line(identity)) == identity, "a record that reads back as another")
        }
    }
}
