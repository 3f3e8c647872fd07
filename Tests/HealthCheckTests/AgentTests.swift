import HealthCheck
import NetworkTypes
import Testing

@Suite("AGENT_CHECK")
struct AgentTests {
    private func report(_ line: String) -> AgentReport? { AgentReport(Array(line.utf8)) }

    @Test("a line's words are read in any order, as HAProxy has them")
    func words() {
        #expect(report("75%") == AgentReport(percent: 75))
        #expect(report("up,ready 100%") == AgentReport(administration: .ready, isUp: true, percent: 100))
        #expect(report("\tDRAIN ") == AgentReport(administration: .drain))
        #expect(report("maint") == AgentReport(administration: .maintenance))
        #expect(report("down # disk full, really") == AgentReport(isUp: false, reason: " disk full, really"))
        #expect(report("stopped") == AgentReport(isUp: false))
        #expect(report("failed") == AgentReport(isUp: false))
        #expect(report("maxconn:30 50%") == AgentReport(percent: 50))
        #expect(report("unheard-of 50%") == AgentReport(percent: 50))
    }

    @Test("where no word means anything no agent has spoken", arguments: ["", " ,", "hello", "x%", "-5%", "+5%", "%", "# down", "75 %", "5000000000%"])
    func nonsense(line: String) {
        #expect(report(line) == nil)
    }

    @Test("what a line doesn't speak of stays")
    func state() {
        var state = AgentState()
        func verdict(_ line: String) -> Verdict { report(line).map { state.take($0) } ?? .success }
        #expect(verdict("50%") == .successWithWeight(.percent(50)))
        #expect(verdict("drain") == .successWithWeight(.weight(0)))
        #expect(verdict("75%") == .successWithWeight(.weight(0)))
        #expect(verdict("ready") == .successWithWeight(.percent(75)))
        #expect(verdict("down#why") == .failure(.agentSays("down: why")))
        #expect(verdict("100%") == .failure(.agentSays("down")))
        #expect(verdict("maint up") == .failure(.agentSays("maint")))
        #expect(verdict("ready") == .successWithWeight(.percent(100)))
    }

    @Test("an agent may be told something first, and its line ends with CR, LF or the connection")
    func conversation() {
        var conversation = AgentConversation(AgentProbe(greeting: Array("rs1\n".utf8)))
        #expect(conversation.connected() == .send(Array("rs1\n".utf8)))
        #expect(conversation.received(Array("up 5".utf8).span) == .wait)
        #expect(conversation.received(Array("0%\rjunk".utf8).span) == .finished(.reported(AgentReport(isUp: true, percent: 50))))
        #expect(conversation.closed() == .finished(.reported(AgentReport(isUp: true, percent: 50))))
        var silent = AgentConversation(AgentProbe())
        #expect(silent.connected() == .wait)
        #expect(silent.closed() == .finished(.failure(.closedEarly)))
    }

    @Test("its part of a weight is rounded up, so that only 0 percent takes all traffic")
    func percent() {
        #expect(WeightReport.percent(50).offset(from: 3) == -1)
        #expect(WeightReport.percent(1).offset(from: 3) == -2)
        #expect(WeightReport.percent(0).offset(from: 3) == -3)
        #expect(WeightReport.percent(200).offset(from: 3) == 3)
        #expect(WeightReport.percent(25_600).offset(from: .max) > 0)
        #expect(WeightReport.weight(7).offset(from: 3) == 4)
        #expect(WeightReport.offset(-9).offset(from: 3) == -9)
    }
}

@Suite("TCP_CHECK with send and expect")
struct TCPDialogueTests {
    private func conversation(_ steps: [TCPDialogue.Step]) -> TCPDialogueConversation {
        TCPDialogueConversation(TCPDialogue(steps: steps))
    }

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test("goes to and fro in the order of the steps")
    func order() {
        var dialogue = conversation([.expect(bytes("220 ")), .send(bytes("QUIT\r\n")), .expect(bytes("221"))])
        #expect(dialogue.connected() == .wait)
        #expect(dialogue.received(bytes("220").span) == .wait)
        #expect(dialogue.received(bytes(" hello\r\n").span) == .send(bytes("QUIT\r\n")))
        #expect(dialogue.received(bytes("221 bye\r\n").span) == .finished(.success))
        #expect(dialogue.closed() == .finished(.success))
    }

    @Test("what is sent last isn't waited for")
    func farewell() {
        var dialogue = conversation([.send(bytes("a")), .send(bytes("b"))])
        #expect(dialogue.connected() == .farewell(bytes("ab"), .success))
        #expect(dialogue.received([1].span) == .finished(.success))
    }

    @Test("what comes before the expected is passed over, what was matched counts once")
    func matches() {
        var dialogue = conversation([.expect(bytes("aa")), .expect(bytes("ab"))])
        _ = dialogue.connected()
        #expect(dialogue.received(bytes("xaab").span) == .wait)
        #expect(dialogue.received(bytes("ab").span) == .finished(.success))
    }

    @Test("a server that closes, or talks without end, fails")
    func failures() {
        var dialogue = conversation([.expect(bytes("x"))])
        _ = dialogue.connected()
        #expect(dialogue.closed() == .finished(.failure(.closedEarly)))
        var other = conversation([.expect(bytes("x"))])
        _ = other.received([1].span)
        #expect(other.closed() == .finished(.failure(.answerMismatch)))
        var endless = conversation([.expect(bytes("xy"))])
        var action = StreamAction.wait
        for _ in 0..<100 { action = endless.received(Array(repeating: UInt8(ascii: "x"), count: 1000).span) }
        #expect(action == .finished(.failure(.answerTooLarge)))
    }
}
