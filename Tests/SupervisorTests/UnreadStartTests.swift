import ControlProtocol
import Testing

@testable import Supervisor

@Suite("A start with a text that nobody has read")
struct UnreadStartTests {
    private func start(_ asked: Set<Role>, _ findings: [Role: PreparationFindings]) -> Bool {
        var start = UnreadStart(asking: asked, of: [.vrrp, .check, .bfd])
        for (role, found) in findings { start.heard(found, from: role) }
        return start.needsExplaining
    }

    @Test("Nothing to say: nobody reads the whole")
    func clean() {
        #expect(!start([.vrrp, .check], [.vrrp: [.hasWork, .leavesBlocks], .check: [.hasWork, .leavesBlocks]]))
        #expect(!start([.check], [.check: [.hasWork]]))
    }

    @Test("A mistake or a remark of one role is explained")
    func remarks() {
        #expect(start([.vrrp, .check], [.vrrp: [.hasWork], .check: [.hasWork, .hasRemarks]]))
        #expect(start([.vrrp, .check], [.vrrp: [.isFaulty], .check: [.hasWork]]))
    }

    @Test("Blocks that no role has read may hold mistakes; so may a text of which no role was asked, or whose reader died")
    func unread() {
        #expect(start([.check], [.check: [.hasWork, .leavesBlocks]]))
        #expect(start([], [:]))
        #expect(start([.vrrp, .check], [.vrrp: [.hasWork]]))
    }
}
