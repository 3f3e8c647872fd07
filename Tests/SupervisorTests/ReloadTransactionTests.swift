import ControlProtocol
import NetworkTypes
import Testing

@testable import Supervisor

@Suite("Reload transaction")
struct ReloadTransactionTests {
    static let both: Set<Role> = [.vrrp, .check]
    private let start = MonotonicInstant(nanoseconds: 0)

    @Test("Nothing is decided before all have answered; then those with work follow")
    func commits() {
        var reload = ReloadTransaction(asking: Self.both, of: Self.both, now: start)
        #expect(reload.heard([.hasWork, .leavesBlocks], from: .check) == .wait)
        #expect(reload.heard([.leavesBlocks, .hasRemarks], from: .vrrp) == .commit([.check]))
        #expect(reload.hasRemarks)
    }

    @Test("One faulty part refuses the whole", arguments: both)
    func refuses(_ faulty: Role) {
        var reload = ReloadTransaction(asking: Self.both, of: Self.both, now: start)
        let other: Role = faulty == .vrrp ? .check : .vrrp
        #expect(reload.heard([.isFaulty, .hasWork], from: faulty) == .wait)
        #expect(reload.heard([.hasWork], from: other) == .refuse)
    }

    @Test("Blocks for a role that doesn't run are read by nobody: then the whole must be read")
    func readsWhole() {
        var reload = ReloadTransaction(asking: [.check], of: Self.both, now: start)
        #expect(reload.heard([.hasWork, .leavesBlocks], from: .check) == .readWhole)
        reload = ReloadTransaction(asking: [.check], of: Self.both, now: start)
        #expect(reload.heard([.hasWork], from: .check) == .commit([.check]))
        // With -C there is no other role that could have work.
        reload = ReloadTransaction(asking: [.check], of: [.check], now: start)
        #expect(reload.heard([.hasWork, .leavesBlocks], from: .check) == .commit([.check]))
    }

    @Test("Sessions of BFD stand in blocks that every role reads: their role begins and ends without a reading of the whole")
    func sessions() {
        let all = Set(Role.allCases)
        var reload = ReloadTransaction(asking: Self.both, of: all, now: start)
        #expect(reload.heard([.hasWork, .leavesBlocks, .hasSessions], from: .check) == .wait)
        #expect(reload.heard([.hasWork, .leavesBlocks, .hasSessions], from: .vrrp) == .commit(all))
        reload = ReloadTransaction(asking: all, of: all, now: start)
        #expect(reload.heard([.hasWork, .leavesBlocks], from: .check) == .wait)
        #expect(reload.heard([.hasWork, .leavesBlocks], from: .vrrp) == .wait)
        #expect(reload.heard([.leavesBlocks], from: .bfd) == .commit(Self.both))
        // With -B there is nobody to keep them.
        reload = ReloadTransaction(asking: Self.both, of: Self.both, now: start)
        #expect(reload.heard([.hasWork, .leavesBlocks, .hasSessions], from: .check) == .wait)
        #expect(reload.heard([.hasWork, .leavesBlocks, .hasSessions], from: .vrrp) == .commit(Self.both))
        // Only BFD runs: blocks of others may have come.
        reload = ReloadTransaction(asking: [.bfd], of: all, now: start)
        #expect(reload.heard([.hasWork, .hasSessions, .leavesBlocks], from: .bfd) == .readWhole)
    }

    @Test("A role that dies over the question, or after its answer, leaves it to a reading of the whole: its next process has read nothing")
    func survivesDeath() {
        var reload = ReloadTransaction(asking: Self.both, of: Self.both, now: start)
        #expect(reload.heard([.hasWork], from: .check) == .wait)
        #expect(reload.lost(.check) == .readWhole)
        #expect(reload.lost(.vrrp) == .readWhole)
    }

    @Test("The end of a role that wasn't asked decides nothing")
    func ignoresOthers() {
        let reload = ReloadTransaction(asking: [.vrrp], of: Self.both, now: start)
        #expect(reload.lost(.check) == .wait)
    }

    @Test("A role that takes too long is named, so that nobody looks for a mistake in the configuration")
    func namesTheSilent() {
        var reload = ReloadTransaction(asking: Self.both, of: Self.both, now: start)
        #expect(reload.heard([.hasWork], from: .vrrp) == .wait)
        #expect(reload.overdue(now: start + .seconds(15)) == nil)
        #expect(reload.overdue(now: start + .seconds(16)) == .check)
        _ = reload.heard([.hasWork], from: .check)
        #expect(reload.overdue(now: start + .seconds(16)) == nil)
    }

    @Test("An answer that comes twice counts once")
    func ignoresRepetition() {
        var reload = ReloadTransaction(asking: Self.both, of: Self.both, now: start)
        #expect(reload.heard([.hasWork], from: .check) == .wait)
        #expect(reload.heard([.hasWork], from: .check) == .wait)
        #expect(reload.heard([.hasWork], from: .vrrp) == .commit(Self.both))
    }
}
