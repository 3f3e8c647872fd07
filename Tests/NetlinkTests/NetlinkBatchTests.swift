import CNetlink
import Testing

@testable import Netlink

@Suite("Netlink batches")
struct NetlinkBatchTests {
    @Test("Messages are numbered in order and aligned, and only the last asks for an acknowledgement")
    func encodes() {
        var batch = NetlinkBatch()
        for text in ["rr", "wlc"] {
            let message = NetlinkMessage.generic(family: 0x1C, command: 1, version: 1)
            message.put(7, text)
            batch.append(message)
        }
        #expect(batch.count == 2)
        let expected: [UInt8] = [
            // length 28, type 0x1C, flags REQUEST, sequence 5, port 0; command 1, version 1; attribute 7 of length 7: "rr"
            28, 0, 0, 0, 0x1C, 0, 1, 0, 5, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 7, 0, 7, 0, 0x72, 0x72, 0, 0,
            // the same with "wlc", sequence 6, flags REQUEST and ACK
            28, 0, 0, 0, 0x1C, 0, 5, 0, 6, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 8, 0, 7, 0, 0x77, 0x6C, 0x63, 0,
        ]
        #expect(batch.encoded(from: 5) == expected)
    }

    @Test("An empty batch is no request")
    func isEmpty() {
        #expect(NetlinkBatch().isEmpty)
        #expect(NetlinkBatch().encoded(from: 1).isEmpty)
    }
}
