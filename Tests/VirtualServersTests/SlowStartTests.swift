import IPVSTable
import NetworkTypes
import Testing
import VirtualServers

private func warming(_ number: UInt8, weight: UInt32 = 100, window: Int = 20, floor: UInt8 = 10) -> RealServerDefinition {
    var server = realServer(number, weight: weight)
    server.slowStart = SlowStart(window: .seconds(window), floor: floor)
    return server
}

@Suite("A real server that starts slowly")
struct SlowStartTests {
    /// The weights of a real server at each step until nothing waits for the time any more.
    private func curve(_ server: inout VirtualServer, of number: UInt8) -> [(at: Duration, weight: UInt32)] {
        var course: [(Duration, UInt32)] = [(.zero, server.weights[host(number)] ?? 0)]
        while let deadline = server.deadline, course.count < 1000 {
            let changes = server.handleTimeout(now: deadline).changes
            #expect(changes.count <= 1)
            course.append((deadline - someTime, server.weights[host(number)] ?? 0))
        }
        return course
    }

    @Test("begins with the floor when it returns, and grows in equal steps to its weight")
    func ramp() {
        var server = VirtualServer(virtualServer([warming(152), realServer(153)]))
        _ = server.check(0, isUp: false)
        let back = server.check(0, isUp: true)
        #expect(back.changes == [.addDestination(host(152), direct(weight: 10), of: web)])
        #expect(back.lines.last == "Starting service [172.17.1.152]:tcp:80 of VS [172.17.1.160]:tcp:80 slowly: weight 10, 100 in 20 s")
        let course = curve(&server, of: 152)
        #expect(zip(course, course.dropFirst()).allSatisfy { $0.weight <= $1.weight && $1.weight - $0.weight <= 5 })
        #expect(course.first?.weight == 10 && course.last?.weight == 100)
        #expect(course.last?.at == .seconds(20) && course.count == 21)
        #expect(server.deadline == nil)
    }

    @Test("at the start of the director, and where it is the first of a pool to return, it has its weight at once")
    func notAlone() {
        var server = VirtualServer(virtualServer([warming(152), warming(153)]))
        #expect(server.weights == [host(152): 100, host(153): 100] && server.deadline == nil)
        _ = server.check(0, isUp: false)
        _ = server.check(1, isUp: false)
        #expect(server.check(0, isUp: true).changes == [.addDestination(host(152), direct(weight: 100), of: web)])
        #expect(server.check(1, isUp: true).changes == [.addDestination(host(153), direct(weight: 10), of: web)])
    }

    @Test("counts with its whole weight for the quorum")
    func quorum() {
        var server = VirtualServer(virtualServer([warming(152), realServer(153)], quorum: 101))
        _ = server.check(0, isUp: false)
        #expect(!server.isUp)
        _ = server.check(0, isUp: true)
        #expect(server.isUp && server.liveWeight == 101)
    }

    @Test("one that fails on the way begins anew; one step costs one command for each that warms up")
    func failsOnTheWay() {
        var server = VirtualServer(virtualServer([warming(152), warming(153), realServer(154)]))
        for index in 0..<2 { _ = server.check(index, isUp: false) }
        for index in 0..<2 { _ = server.check(index, isUp: true) }
        #expect(server.handleTimeout(now: someTime + .seconds(10)).changes.count == 2)
        #expect(server.weights[host(152)] == 55)
        _ = server.check(0, isUp: false)
        _ = server.checkerChanged(CheckPosition(realServer: 0, check: 0), isUp: true, now: someTime + .seconds(11))
        #expect(server.weights[host(152)] == 10)
    }

    @Test("a reload goes on with it, at the new weight; a real server that is added begins slowly")
    func reload() throws {
        var server = VirtualServer(virtualServer([warming(152), realServer(153)]))
        _ = server.check(0, isUp: false)
        _ = server.check(0, isUp: true)
        let new = virtualServer([realServer(153), warming(154, floor: 50), warming(152, weight: 1000)])
        _ = server.reconfigure(to: new, now: someTime + .seconds(10))
        #expect(server.weights == [host(153): 1, host(154): 50, host(152): 550])
        _ = server.reconfigure(to: virtualServer([realServer(153), realServer(154, weight: 7), realServer(152)]), now: someTime + .seconds(10))
        #expect(server.weights == [host(153): 1, host(154): 7, host(152): 1])
    }

    @Test("after a crash it goes on from the weight that stands in the table")
    func adopted() {
        var earlier = VirtualServer(virtualServer([warming(152), realServer(153)]))
        _ = earlier.check(0, isUp: false)
        _ = earlier.check(0, isUp: true)
        _ = earlier.handleTimeout(now: someTime + .seconds(10))
        let now = VirtualServer(earlier.definition, adopting: earlier.desired, now: someTime + .seconds(12))
        #expect(now.desired == earlier.desired)
        #expect(now.deadline != nil)
    }

    @Test("a weight of 1 has no parts, and a weight of 0 stays 0", arguments: [(1, 1), (0, 0)] as [(UInt32, UInt32)])
    func smallWeights(weight: UInt32, expected: UInt32) {
        var server = VirtualServer(virtualServer([warming(152, weight: weight), realServer(153)]))
        _ = server.check(0, isUp: false)
        _ = server.check(0, isUp: true)
        #expect(server.weights[host(152)] == expected)
    }
}
