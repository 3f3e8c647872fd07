import CNetlink
import Testing

@testable import Netlink

@Suite("A dump that is read piece by piece")
struct NetlinkDumpTests {
    private func message(_ number: UInt32, type: Int32, flags: Int32 = 0) -> nlmsghdr {
        nlmsghdr(
            nlmsg_len: UInt32(MemoryLayout<nlmsghdr>.size), nlmsg_type: UInt16(type), nlmsg_flags: UInt16(flags | NLM_F_MULTI), nlmsg_seq: number, nlmsg_pid: 0)
    }

    private func take(_ message: nlmsghdr, _ dump: inout NetlinkDump) -> Bool {
        var message = message
        return withUnsafeMutablePointer(to: &message) { dump.takes($0) }
    }

    @Test("ends with its last message, and passes over what belongs to another one")
    func end() {
        var dump = NetlinkDump(number: 7)
        #expect(take(message(7, type: 100), &dump) && !take(message(6, type: 100), &dump) && !dump.isFinished)
        #expect(!take(message(6, type: NLMSG_DONE), &dump) && !dump.isFinished)
        #expect(!take(message(7, type: NLMSG_DONE), &dump) && dump.isFinished && !dump.isInterrupted)
    }

    @Test("is no picture of one moment if any of its messages, be it the last one, says that the table has changed")
    func interruption() {
        for marked in 0..<3 {
            var dump = NetlinkDump(number: 7)
            for index in 0..<3 { _ = take(message(7, type: index == 2 ? NLMSG_DONE : 100, flags: index == marked ? NLM_F_DUMP_INTR : 0), &dump) }
            #expect(dump.isFinished && dump.isInterrupted)
        }
        var dump = NetlinkDump(number: 7)
        _ = take(message(6, type: 100, flags: NLM_F_DUMP_INTR), &dump)
        #expect(!dump.isInterrupted)
    }
}
