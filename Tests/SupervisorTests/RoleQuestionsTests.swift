import ControlProtocol
import NetworkTypes
import Testing

@testable import Supervisor

@Suite("Questions of clients to a role")
struct RoleQuestionsTests {
    private let start = MonotonicInstant(nanoseconds: 0)

    private func request(_ method: ControlMethod) -> ControlRequest { ControlRequest(id: 99, method: method) }

    @Test("One is open at a time, and each answer goes to whom it belongs")
    func oneAtATime() {
        var questions = RoleQuestions()
        var answers: [ControlMethod: ControlReply] = [:]
        for method in [ControlMethod.checks, .warnings] { questions.add(request(method)) { answers[method] = $0 } }
        guard let first = questions.next(now: start) else { return #expect(Bool(false)) }
        #expect(first.method == .checks)
        let early = questions.next(now: start)
        #expect(early == nil)
        questions.answered(.done(first))?(.done(first))
        guard let second = questions.next(now: start) else { return #expect(Bool(false)) }
        #expect(second.id != first.id)
        let late = questions.answered(.done(first))
        #expect(late == nil)
        questions.answered(.done(second))?(.done(second))
        #expect(answers.count == 2 && questions.count == 0)
    }

    @Test("A role that says nothing for 10 s is not waited for; its late answer counts no more")
    func expires() {
        var questions = RoleQuestions()
        questions.add(request(.checks)) { _ in }
        questions.add(request(.warnings)) { _ in }
        guard let first = questions.next(now: start) else { return #expect(Bool(false)) }
        let patient = questions.expired(now: start + .seconds(10))
        let expired = questions.expired(now: start + .seconds(11))
        let late = questions.answered(.done(first))
        #expect(patient == nil && expired != nil && late == nil)
        let next = questions.next(now: start + .seconds(11))
        #expect(next?.method == .warnings)
    }

    @Test("When the role ends, all who wait are told")
    func dropsAll() {
        var questions = RoleQuestions()
        var told = 0
        for _ in 0..<5 { questions.add(request(.checks)) { _ in told += 1 } }
        let open = questions.next(now: start)
        for question in questions.dropAll() { question.answer(.failed(question.request, .roleUnavailable, "gone")) }
        let next = questions.next(now: start)
        #expect(open != nil && next == nil && told == 5 && questions.count == 0)
    }
}
