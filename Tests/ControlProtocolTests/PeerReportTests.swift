import EventLoop
import LinuxSystem
import NetworkTypes
import Testing

@testable import ControlProtocol

@Suite("Reports of one role to the other")
struct PeerReportTests {
    static let reports: [PeerReport] = [true, false, nil].flatMap {
        [.quorum(ofVirtualServer: "192.0.2.1 80 tcp", isUp: $0), .mastership(ofInstance: "VI_ä", isMaster: $0), .session(named: "router", isUp: $0)]
    }

    @Test("What is written is what is read", arguments: reports)
    func roundTrip(_ report: PeerReport) throws {
        #expect(PeerReport(message: try #require(report.message)) == report)
    }

    @Test("Other messages are no reports", arguments: [[], [0x51], [0x51, 3, 65], [0x51, 1, 0xFF], [0x52, 1, 65], [0x4B]])
    func refuses(_ message: [UInt8]) {
        #expect(PeerReport(message: message) == nil)
    }

    @Test("A name that doesn't fit into a message is not sent")
    func boundsNames() {
        #expect(PeerReport.mastership(ofInstance: String(repeating: "n", count: PeerReport.longestName), isMaster: true).message != nil)
        #expect(PeerReport.mastership(ofInstance: String(repeating: "n", count: PeerReport.longestName + 1), isMaster: true).message == nil)
    }

    @Test("Reports for an end that doesn't read wait in line, the last one about each subject, and all arrive")
    func waits() throws {
        let loop = try EventLoop()
        let pair = try FileDescriptor.messagePair()
        var heard: [PeerReport.Subject: PeerReport] = [:]
        var count = 0
        let sender = try MessageChannel(loop, try FileDescriptor.duplicate(of: pair.ours.number), received: { _ in }, closed: {})
        for round in 0..<3 {
            for number in 0..<1000 { sender.send(.quorum(ofVirtualServer: "192.0.2.1 \(number)", isUp: round == 2)) }
        }
        let receiver = try MessageChannel(
            loop, try FileDescriptor.duplicate(of: pair.theirs.number),
            received: { message in
                count += 1
                if let report = PeerReport(message: message.bytes) { heard[report.subject] = report }
                if heard.count == 1000, heard.values.allSatisfy({ if case .quorum(_, true) = $0 { true } else { false } }) { loop.stop() }
            }, closed: {})
        loop.run()
        #expect(count < 3000)
        withExtendedLifetime((sender, receiver)) {}
    }

    @Test("An end that asks anew as soon as it is answered doesn't keep the loop from its timers")
    func makesWay() throws {
        let loop = try EventLoop()
        let pair = try FileDescriptor.messagePair()
        let asker = try MessageChannel(loop, try FileDescriptor.duplicate(of: pair.ours.number), received: { _ in }, closed: {})
        var answers = 0
        let answerer = try MessageChannel(
            loop, try FileDescriptor.duplicate(of: pair.theirs.number),
            received: { _ in
                answers += 1
                // As if the other end ran at the same time. Without an end of its own the test would hang.
                if answers < 1_000_000 { asker.send([1]) }
            }, closed: {})
        var isDue = false
        let timer = EventLoop.Timer {
            isDue = true
            loop.stop()
        }
        loop.arm(timer, at: SystemClock.now() + .milliseconds(1))
        asker.send([1])
        loop.run()
        #expect(isDue && answers < 1_000_000)
        withExtendedLifetime((asker, answerer)) {}
    }

    @Test("The end of the other side is told once")
    func tellsOfTheEnd() throws {
        let loop = try EventLoop()
        let pair = try FileDescriptor.messagePair()
        let number = try FileDescriptor.duplicate(of: pair.ours.number)
        var ends = 0
        let channel = try MessageChannel(
            loop, number, received: { _ in },
            closed: {
                ends += 1
                loop.atEndOfRound { loop.stop() }
            })
        _ = consume pair
        loop.run()
        channel.receiveAll()
        #expect(ends == 1)
        #expect(!channel.send([1]))
    }
}

@Suite("Board of reports")
struct ReportBoardTests {
    @Test("A role that starts learns the last word of the other one, not its own")
    func replays() {
        var board = ReportBoard()
        board.note(.quorum(ofVirtualServer: "a", isUp: false), from: .check)
        board.note(.quorum(ofVirtualServer: "a", isUp: true), from: .check)
        board.note(.quorum(ofVirtualServer: "b", isUp: true), from: .check)
        board.note(.quorum(ofVirtualServer: "b", isUp: nil), from: .check)
        #expect(board.reports(for: .vrrp) == [.quorum(ofVirtualServer: "a", isUp: true)])
        #expect(board.reports(for: .check).isEmpty)
    }

    @Test("What only a dead process had said holds until the next one is ready, and is withdrawn then")
    func withdrawsOldWords() {
        var board = ReportBoard()
        board.note(.quorum(ofVirtualServer: "a", isUp: true), from: .check)
        board.note(.quorum(ofVirtualServer: "b", isUp: true), from: .check)
        board.processBegan(.check)
        #expect(board.reports(for: .vrrp).count == 2)
        board.note(.quorum(ofVirtualServer: "a", isUp: false), from: .check)
        #expect(board.processIsReady(.check) == [.quorum(ofVirtualServer: "b", isUp: nil)])
        #expect(board.reports(for: .vrrp) == [.quorum(ofVirtualServer: "a", isUp: false)])
    }

    @Test("A role without work has nothing to say any more")
    func withdrawsAll() {
        var board = ReportBoard()
        board.note(.mastership(ofInstance: "VI_1", isMaster: true), from: .vrrp)
        #expect(board.roleEnded(.vrrp) == [.mastership(ofInstance: "VI_1", isMaster: nil)])
        #expect(board.reports(for: .check).isEmpty)
    }
}
