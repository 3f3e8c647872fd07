import Configuration
import ConfigurationLanguage
import ControlProtocol
import EventLoop
import IPVSTable
import LinuxSystem
import NetworkTypes
import Testing
import VirtualServers

@Suite("A role reads a new text beside its work")
struct PreparationTests {
    private final class Role {
        let loop: EventLoop
        let preparation: Preparation
        var answers: [PreparationFindings] = []
        var followed: [Configuration] = []
        /// Following takes until `settle` is called.
        var isSlow = false

        init() throws {
            loop = try EventLoop()
            preparation = Preparation(loop, part: .check, privileges: nil)
            preparation.answer = { [unowned self] in answers.append($0.findings) }
            preparation.follow = { [unowned self] in
                followed.append($0)
                if !isSlow { preparation.settle($0.virtualServers) }
            }
        }

        /// Lets the loop go round until each condition in turn holds; what follows each is done then.
        func play(_ steps: (until: () -> Bool, then: () throws -> Void)...) {
            var left = steps[...]
            let loop = loop
            let end = SystemClock.now() + .seconds(30)
            var timer: EventLoop.Timer?
            let tick = {
                if let step = left.first, step.until() {
                    left.removeFirst()
                    #expect(throws: Never.self) { try step.then() }
                }
                if left.isEmpty || SystemClock.now() > end { return loop.stop() }
                if let timer { loop.arm(timer, at: SystemClock.now() + .milliseconds(20)) }
            }
            timer = EventLoop.Timer(tick)
            tick()
            loop.run()
            #expect(left.isEmpty)
            timer = nil
        }

        /// Holds when the loop has gone round for so many looks.
        func looks(_ count: Int) -> () -> Bool {
            var left = count
            return {
                left -= 1
                return left < 0
            }
        }
    }

    private func text(_ servers: Int, weight: Int = 1, mistake: String = "") throws -> SealedText {
        var content = mistake
        for number in 0..<servers {
            content += "virtual_server 10.0.\(number / 250).\(number % 250 + 1) 80 {\n lb_algo rr\n lb_kind DR\n protocol TCP\n real_server 10.1.0.1 80 {\n"
                + "weight \(number == 3 ? weight : 1)\n TCP_CHECK {\n }\n }\n}\n"
        }
        let snapshot = SourceSnapshot(path: "test.conf", bytes: Array(content.utf8))
        return SealedText(try SealedMemoryFile.make(name: "test", content: snapshot.encoded()))
    }

    private func begun(_ servers: Int) throws -> Role {
        let role = try Role()
        let began = role.preparation.begin(try text(servers))?.configuration
        #expect(began?.virtualServers.count == servers)
        role.preparation.settle(began?.virtualServers ?? [])
        return role
    }

    @Test("It answers when it has read, and follows when it is told")
    func answers() throws {
        let role = try begun(5)
        let preparation = role.preparation
        preparation.prepare(try text(5, weight: 7))
        role.play(
            ({ !role.answers.isEmpty }, {
                #expect(role.answers == [.hasWork])
                #expect(role.followed.isEmpty)
                preparation.commit()
                #expect(role.followed.map { $0.virtualServers[3].realServers[0].settings.weight } == [7])
                preparation.commit()
                #expect(role.followed.count == 1)
            }))
    }

    @Test("The word to follow may come before the reading is over")
    func commitsEarly() throws {
        let role = try begun(2)
        role.preparation.prepare(try text(2000))
        role.preparation.commit()
        #expect(role.followed.isEmpty)
        role.play(({ !role.followed.isEmpty }, { #expect(role.followed.map(\.virtualServers.count) == [2000]) }))
    }

    @Test("What is discarded is not followed, be it half read")
    func discards() throws {
        let role = try begun(2)
        let preparation = role.preparation
        preparation.prepare(try text(2000))
        preparation.discard()
        role.play(
            (role.looks(5), {
                preparation.commit()
                #expect(role.answers.isEmpty && role.followed.isEmpty)
                preparation.prepare(try text(4))
            }),
            ({ !role.answers.isEmpty }, {
                preparation.discard()
                preparation.commit()
                #expect(role.followed.isEmpty)
            }))
    }

    @Test("A text that comes while the last one is being followed is read after it; of several, the last")
    func waits() throws {
        let role = try begun(2)
        let preparation = role.preparation
        role.isSlow = true
        preparation.prepare(try text(3))
        preparation.commit()
        role.play(
            ({ role.followed.count == 1 }, {
                preparation.prepare(try text(4))
                preparation.prepare(try text(5))
                preparation.commit()
            }),
            (role.looks(10), {
                #expect(role.answers.count == 1 && role.followed.count == 1)
                preparation.settle(role.followed[0].virtualServers)
            }),
            ({ role.followed.count == 2 }, { #expect(role.followed.map(\.virtualServers.count) == [3, 5]) }))
    }

    @Test("A mistake is found, and the next text is compared with the one in force")
    func faulty() throws {
        let role = try begun(4)
        let preparation = role.preparation
        preparation.prepare(try text(4, mistake: "virtual_srever x {\n}\n"))
        role.play(
            ({ !role.answers.isEmpty }, {
                #expect(role.answers.map { $0.contains(.isFaulty) } == [true])
                preparation.discard()
                preparation.prepare(try text(5, weight: 2))
            }),
            ({ role.answers.count == 2 }, {
                preparation.commit()
                #expect(role.followed.map { $0.virtualServers[3].realServers[0].settings.weight } == [2])
            }))
    }
}
