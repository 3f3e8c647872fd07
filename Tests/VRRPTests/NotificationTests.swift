import NetworkTypes
import Testing
import VRRP

@Suite("Notifications")
struct NotificationTests {
    private func command(_ words: String...) -> ScriptCommand { ScriptCommand(words: words, user: "nobody") }

    @Test("the state's own script comes first, then the general one with keepalived's four arguments")
    func commands() {
        let scripts = NotificationScripts(
            byState: [.master: command("/opt/up", "now"), .stop: command("/opt/end")], general: command("/opt/any", "notify"))
        #expect(
            scripts.commands(for: .master, of: .instance("YN_API_GATEWAY"), priority: 202)
                == [command("/opt/up", "now"), command("/opt/any", "notify", "INSTANCE", "YN_API_GATEWAY", "MASTER", "202")])
        #expect(scripts.commands(for: .fault, of: .instance("A B"), priority: 1) == [command("/opt/any", "notify", "INSTANCE", "A B", "FAULT", "1")])
        #expect(NotificationScripts().commands(for: .stop, of: .instance("A"), priority: 1).isEmpty)
    }

    @Test("one runs at a time, in the order of the transitions")
    func order() {
        var queue = NotificationQueue()
        #expect(queue.isIdle)
        #expect(queue.add([command("1"), command("2")]) == command("1"))
        #expect(queue.add([command("3")]) == nil)
        #expect(queue.finished() == command("2"))
        #expect(queue.finished() == command("3"))
        #expect(!queue.isIdle)
        #expect(queue.finished() == nil)
        #expect(queue.isIdle)
        #expect(queue.add([command("4")]) == command("4"))
    }

    @Test("nothing to tell starts nothing")
    func empty() {
        var queue = NotificationQueue()
        #expect(queue.add([]) == nil)
        #expect(queue.isIdle)
    }

    @Test("whoever falls far behind is told of the newest, and the queue stays small")
    func bounded() {
        var queue = NotificationQueue()
        _ = queue.add([command("running")])
        for number in 0..<1000 { _ = queue.add([command("\(number)")]) }
        #expect(queue.droppedCount == 1000 - UInt64(NotificationQueue.limit))
        #expect(queue.finished() == command("\(1000 - NotificationQueue.limit)"))
    }

    @Test("at the end, what waits can be had at once")
    func flush() {
        var queue = NotificationQueue()
        _ = queue.add([command("1"), command("2"), command("3")])
        #expect(queue.takeAll() == [command("2"), command("3")])
        #expect(queue.finished() == nil)
        #expect(queue.isIdle)
    }
}

@Suite("The lines of a FIFO")
struct NotificationLineTests {
    @Test("they are keepalived's")
    func lines() {
        func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
        #expect(text(NotificationLine.state(.master, of: .instance("VI_1"), priority: 101)) == "INSTANCE \"VI_1\" MASTER 101\n")
        #expect(text(NotificationLine.state(.deleted, of: .instance("VI_1"), priority: 1)) == "INSTANCE \"VI_1\" DELETED 1\n")
        #expect(text(NotificationLine.state(.stop, of: .group("G"), priority: 0)) == "GROUP \"G\" STOP 0\n")
        #expect(
            text(NotificationLine.event(.masterHeardLowerPriority, of: .instance("A"), priority: 5)) == "INSTANCE \"A\" MASTER_RX_LOWER_PRI 5\n")
        #expect(text(NotificationLine.event(.backupPriority, of: .instance("A"), priority: 5)) == "INSTANCE \"A\" BACKUP_PRIORITY 5\n")
    }
}
