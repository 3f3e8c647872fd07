import EventLoop
import LinuxSystem
import NetworkTypes
import Testing

@testable import CheckRole

private func address(_ number: UInt8) -> IPAddress { IPAddress(10, 0, 0, number) }

/// A virtual server with a number of real servers, which takes note of what it is asked for.
private final class Server: AddressFollower {
    let followedAddresses: [IPAddress]
    private let realServers: Int
    private var done: Int
    private(set) var asked = 0
    /// The most real servers that were dealt with in one step.
    private(set) var most = 0
    var whenAsked: () -> Void = {}

    init(_ addresses: [IPAddress], realServers: Int = 2) {
        (followedAddresses, self.realServers, done) = (addresses, realServers, realServers)
    }

    /// All real servers know of the last change.
    var isThrough: Bool { asked > 0 && done == realServers }

    func followAddresses() {
        if done == realServers { done = 0 }
        asked += 1
        whenAsked()
    }

    func proceedWithAddresses(_ left: inout Int) -> Bool {
        let count = min(left, realServers - done)
        most = max(most, count)
        done += count
        left -= count
        return done < realServers
    }
}

@Suite("Virtual servers that follow addresses of this host")
struct AddressFollowersTests {
    /// Until there is nothing more to do, which two quiet rounds of the loop tell, or what is awaited has come.
    private func settle(_ loop: EventLoop, until isSettled: () -> Bool = { true }) {
        let deadline = SystemClock.now() + .seconds(20)
        var quietRounds = 0
        while quietRounds < 3, SystemClock.now() < deadline {
            let end = EventLoop.Timer { loop.stop() }
            loop.arm(end, at: SystemClock.now())
            loop.run()
            quietRounds = isSettled() ? quietRounds + 1 : 0
        }
    }

    @Test("only those of the address are asked, once, however many of theirs have come")
    func concerned() throws {
        let loop = try EventLoop()
        let servers = [Server([address(1)]), Server([address(1), address(2)]), Server([address(3)]), Server([])]
        let followers = AddressFollowers(loop) { servers }
        followers.addressesChanged([address(1), address(2), address(9)])
        settle(loop)
        #expect(servers.map(\.asked) == [1, 1, 0, 0])
        followers.addressesChanged([address(3)])
        settle(loop)
        #expect(servers.map(\.asked) == [1, 1, 1, 0])
        followers.addressesChanged(nil)
        settle(loop)
        #expect(servers.map(\.asked) == [2, 2, 2, 0])
    }

    @Test("of many real servers a few are dealt with at a time, until all are through")
    func steps() throws {
        let loop = try EventLoop()
        let servers = [Server([address(1)], realServers: 1000), Server([address(1)], realServers: 3), Server([address(1)], realServers: 0)]
        let followers = AddressFollowers(loop) { servers }
        followers.addressesChanged([address(1)])
        settle(loop) { servers.allSatisfy(\.isThrough) }
        #expect(servers.map(\.isThrough) == [true, true, true])
        #expect((servers.map(\.most).max() ?? 0) <= 16)
    }

    @Test("what changes while others have their turn isn't forgotten")
    func meanwhile() throws {
        let loop = try EventLoop()
        // Both follow the first address, in their order; while the second has its turn, the other address of the first changes.
        let servers = [Server([address(1), address(2)]), Server([address(1)])]
        let followers = AddressFollowers(loop) { servers }
        servers[1].whenAsked = { followers.addressesChanged([address(2)]) }
        followers.addressesChanged([address(1)])
        settle(loop) { servers[0].asked == 2 }
        #expect(servers.map(\.asked) == [2, 1])
        #expect(servers.map(\.isThrough) == [true, true])
    }

    @Test("after a reload those that came are asked, and those that are gone aren't")
    func otherServers() throws {
        let loop = try EventLoop()
        let (old, new) = (Server([address(1)]), Server([address(1)]))
        var present = [old]
        let followers = AddressFollowers(loop) { present }
        followers.addressesChanged([address(1)])
        settle(loop)
        present = [new]
        followers.forget()
        followers.addressesChanged([address(1)])
        settle(loop)
        #expect(old.asked == 1 && new.asked == 1)
    }
}
