import Cryptography
import NetworkTypes
import Testing
import VRRP

@Suite("The short ways for what comes every second")
struct RoutineTests {
    private static func packet(_ test: RouterUnderTest, _ priority: UInt8 = 200, from source: IPAddress = RouterUnderTest.higherAddress) -> ReceivedPacket {
        ReceivedPacket(source: source, payload: test.advertisement(priority: priority, from: source))
    }

    /// The last packet again, as who has compared the two says it.
    private static func hearAgain(_ test: inout RouterUnderTest) -> MonotonicInstant? {
        test.router.heardAgain(test.router.familiarNumber, now: test.now)
    }

    @Test("A backup that hears the same packet again waits for the next one, and counts it")
    func hearsAgain() {
        var test = RouterUnderTest.backup()
        let packet = Self.packet(test)
        #expect(Self.hearAgain(&test) == nil)
        _ = test.router.received(packet, now: test.now)
        test.sleep(.seconds(1))
        let deadline = Self.hearAgain(&test)
        #expect(deadline == test.router.deadline)
        #expect(test.remaining == .seconds(3) + .seconds(1) * 156 / 256)
        #expect(test.router.counters.advertisementsReceived == 2)
    }

    @Test("A number stands for the packet behind which it was given, and only until something has changed")
    func numbers() {
        var test = RouterUnderTest.backup()
        #expect(test.router.familiarNumber == 0)
        #expect(test.router.heardAgain(0, now: test.now) == nil)
        _ = test.router.received(Self.packet(test), now: test.now)
        let number = test.router.familiarNumber
        #expect(number != 0)
        test.sleep(.seconds(1))
        #expect(test.router.heardAgain(number, now: test.now) == test.router.deadline)
        #expect(test.router.counters.advertisementsReceived == 2)
        // Another packet has another number, and the former one is no longer known.
        _ = test.router.received(Self.packet(test, 201), now: test.now)
        #expect(test.router.familiarNumber != number)
        #expect(test.router.heardAgain(number, now: test.now) == nil)
        // A master has no such number.
        let last = test.router.familiarNumber
        test.now = test.router.deadline ?? test.now
        _ = test.wake()
        #expect(test.router.state == .master)
        #expect(test.router.familiarNumber == 0)
        #expect(test.router.heardAgain(last, now: test.now) == nil)
    }

    @Test("Behind a change the same packet goes the long way, if the change may concern it", arguments: 0..<3)
    func changes(_ kind: Int) {
        var test = RouterUnderTest.backup()
        _ = test.router.received(Self.packet(test), now: test.now)
        let number = test.router.familiarNumber
        let before = test.router.counters
        switch kind {
        case 0: _ = test.router.reconfigure(to: test.router.parameters, now: test.now)
        case 1: _ = test.router.interfaceDown(now: test.now)
        default: _ = test.router.trackedObjectChanged(.file("f"), to: TrackedState(isUp: false), now: test.now)
        }
        let again = test.router.heardAgain(number, now: test.now)
        // What isn't tracked changes nothing.
        #expect((again == nil) == (kind < 2))
        if kind < 2 { #expect(test.router.counters == before) }
    }

    @Test("A packet that something was said of isn't taken for a repetition, whether it is said again or not")
    func flawed() {
        var test = RouterUnderTest.backup { $0.advertisedAddresses = [IPAddress(192, 0, 2, 1)] }
        let packet = ReceivedPacket(
            source: RouterUnderTest.higherAddress, payload: test.advertisement(priority: 200) { $0.advertisedAddresses = [IPAddress(192, 0, 2, 9)] })
        for _ in 0..<3 {
            #expect(Self.hearAgain(&test) == nil)
            _ = test.router.received(packet, now: test.now)
        }
        #expect(test.router.counters.addressListErrors == 3)
    }

    @Test("A master of lower priority is listened to only for a time, so it isn't familiar")
    func lowerPriority() {
        var test = RouterUnderTest.backup { $0.preemptDelay = .seconds(10) }
        let packet = Self.packet(test, 50)
        for _ in 0..<3 {
            #expect(Self.hearAgain(&test) == nil)
            _ = test.router.received(packet, now: test.now)
            test.sleep(.seconds(1))
        }
    }

    @Test("With sequence numbers or codes there is no same packet", arguments: [true, false])
    func sealed(_ hasHeader: Bool) {
        var test = RouterUnderTest.backup {
            $0.authentication = hasHeader ? .header(key: Array("12345678".utf8)) : .none
            if !hasHeader { $0.messageAuthentication = MessageAuthentication(keys: [1: [1, 2, 3]], activeKey: 1, mode: .permissive) }
        }
        if !hasHeader {
            let packet = Self.packet(test)
            _ = test.router.received(packet, now: test.now)
            #expect(test.router.counters.advertisementsReceived == 1)
            #expect(Self.hearAgain(&test) == nil)
        }
        test.now = test.router.deadline ?? test.now
        _ = test.wake()
        test.now = test.router.deadline ?? test.now
        #expect(test.router.advertiseAgain(now: test.now) == nil)
    }

    @Test("A master that has nothing else to do advertises as handleTimeout would")
    func advertises() {
        var test = RouterUnderTest.master { $0.gratuitousARPRefresh = .seconds(4) }
        var other = test
        var short = 0
        for _ in 0..<40 {
            test.now = test.router.deadline ?? test.now
            other.now = test.now
            let long = other.wake()
            if let repetition = test.router.advertiseAgain(now: test.now) {
                #expect(long == test.router.repeatedAdvertisement.map { [.sendAdvertisement($0)] })
                #expect(repetition.deadline == test.router.deadline)
                short += 1
            } else {
                #expect(test.wake() == long)
            }
            #expect(test.router.deadline == other.router.deadline)
            #expect(test.router.counters == other.router.counters)
        }
        // The refreshed announcements go the long way.
        #expect(short >= 20)
    }

    @Test("Nothing is advertised before its time, after a long sleep, or by a backup")
    func isNotDue() {
        var test = RouterUnderTest.master()
        test.now = test.router.deadline ?? test.now
        test.now = test.now + .nanoseconds(-1)
        #expect(test.router.advertiseAgain(now: test.now) == nil)
        test.sleep(.seconds(60))
        #expect(test.router.advertiseAgain(now: test.now) == nil)
        var backup = RouterUnderTest.backup()
        backup.now = backup.router.deadline ?? backup.now
        #expect(backup.router.advertiseAgain(now: backup.now) == nil)
    }

    /// Two routers hear and do the same, one of them only the long way.
    @Test("In random sequences of inputs the short ways leave a router as the long ones do", arguments: 0..<200)
    func differential(_ seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        var short = RouterUnderTest.backup {
            $0.preempt = generator.next() % 3 != 0
            $0.preemptDelay = generator.next() % 3 == 0 ? .seconds(4) : .zero
            $0.alwaysComparesAddresses = generator.next() % 2 == 0
            $0.priority = [50, 100, 200, 255][Int(generator.next() % 4)]
            $0.gratuitousARPRefresh = generator.next() % 2 == 0 ? .seconds(3) : .zero
            $0.gratuitousARPLowerPriorityDelay = [.zero, .milliseconds(700), .seconds(5)][Int(generator.next() % 3)]
            $0.gratuitousARPLowerPriorityRepeat = Int(generator.next() % 3)
            $0.initialState = generator.next() % 2 == 0 ? .master : .backup
            if generator.next() % 2 == 0 { ($0.version, $0.authentication) = (.version3, .none) }
            $0.tracking = [Tracking(.file("f"), weight: TrackingWeight(60))]
        }
        var long = short
        var familiar: (packet: ReceivedPacket, number: UInt64)?
        var packets: [ReceivedPacket] = []
        for priority: UInt8 in [0, 49, 100, 150, 255] {
            for source in [RouterUnderTest.lowerAddress, RouterUnderTest.higherAddress] { packets.append(Self.packet(short, priority, from: source)) }
        }
        var packet = packets[0]
        for step in 0..<300 {
            if generator.next() % 12 == 0 { packet = packets[Int(generator.next() % UInt64(packets.count))] }
            let now = short.now + .milliseconds(Int64(generator.next() % 1200))
            (short.now, long.now) = (now, now)
            switch generator.next() % 40 {
            case 0:
                let state = TrackedState(isUp: generator.next() % 2 == 0)
                #expect(short.router.trackedObjectChanged(.file("f"), to: state, now: now) == long.router.trackedObjectChanged(.file("f"), to: state, now: now))
            case 1:
                var parameters = short.router.parameters
                parameters.priority = [50, 100, 200][Int(generator.next() % 3)]
                #expect(short.router.reconfigure(to: parameters, now: now) == long.router.reconfigure(to: parameters, now: now))
            case 2: #expect(short.router.interfaceDown(now: now) == long.router.interfaceDown(now: now))
            case 3, 4: #expect(short.router.interfaceUp(now: now) == long.router.interfaceUp(now: now))
            case 5: #expect((try? short.router.giveUp(for: .seconds(5), now: now)) == (try? long.router.giveUp(for: .seconds(5), now: now)))
            case 6...18:
                let (one, two) = (Self.wakeShort(&short), long.wake())
                #expect(one == two, "seed \(seed), step \(step)")
            default:
                var heard: [VirtualRouter.Effect] = []
                if familiar.map({ $0.packet == packet && short.router.heardAgain($0.number, now: now) != nil }) != true {
                    heard = short.router.received(packet, now: now)
                    familiar = (packet, short.router.familiarNumber)
                }
                #expect(heard == long.router.received(packet, now: now), "seed \(seed), step \(step)")
            }
            #expect(short.router.deadline == long.router.deadline, "seed \(seed), step \(step)")
            #expect(short.router.counters == long.router.counters, "seed \(seed), step \(step)")
            #expect(short.router.state == long.router.state, "seed \(seed), step \(step)")
            #expect(short.router.masterAddress == long.router.masterAddress, "seed \(seed), step \(step)")
        }
    }

    private static func wakeShort(_ test: inout RouterUnderTest) -> [VirtualRouter.Effect] {
        if test.router.advertiseAgain(now: test.now) != nil, let advertisement = test.router.repeatedAdvertisement {
            return [.sendAdvertisement(advertisement)]
        }
        return test.wake()
    }

    @Test("What is said again has the same number until it is another advertisement, or comes from elsewhere")
    func numbersRepetitions() throws {
        var test = RouterUnderTest.master()
        func again() -> UInt64? {
            test.now = test.router.deadline ?? test.now
            return test.router.advertiseAgain(now: test.now)?.number
        }
        // The second gratuitous ARPs, five seconds after the first ones, take the long way.
        var numbers: [UInt64] = []
        for _ in 0..<8 {
            if let number = again() { numbers.append(number) } else { _ = test.wake() }
        }
        #expect(Set(numbers).count == 1 && numbers.count > 4)
        _ = test.router.primaryAddressChanged(to: IPAddress(192, 0, 2, 77), now: test.now)
        let moved = try #require(again())
        #expect(moved != numbers[0] && again() == moved)
        var parameters = test.router.parameters
        parameters.priority = 90
        _ = test.router.reconfigure(to: parameters, now: test.now)
        let changed = try #require(again())
        #expect(changed != moved && test.router.repeatedAdvertisement?.priority == 90)
    }

    @Test("Kept bytes are those that encoding anew would give, for their repetition alone", arguments: [ProtocolVersion.version2, .version3])
    func keepsBytes(_ version: ProtocolVersion) throws {
        var encoder = AdvertisementEncoder()
        #expect(encoder.encode(again: 0, identification: 1) == nil)
        let interval = try #require(AdvertisementInterval(seconds: 1))
        for (repetition, priority) in [(1, 100), (2, 101), (3, 1)] as [(UInt64, UInt8)] {
            let advertisement = try #require(
                Advertisement(version: version, virtualRouterID: 51, priority: priority, interval: interval, addresses: [IPAddress(192, 0, 2, 1)]))
            for destination in [nil, IPAddress(10, 0, 0, 9)] as [IPAddress?] {
                func outgoing(_ number: UInt16) throws -> OutgoingAdvertisement {
                    try #require(OutgoingAdvertisement(advertisement, source: RouterUnderTest.address, destination: destination, identification: number))
                }
                #expect(encoder.encode(try outgoing(7), keptAs: repetition) == (try outgoing(7).encode()))
                for number: UInt16 in [8, 0xFFFF, 1, 0x8000, 0xFF00, 2] {
                    #expect(encoder.encode(again: repetition, identification: number) == (try outgoing(number).encode()))
                }
                #expect(encoder.encode(again: repetition + 1, identification: 9) == nil)
            }
        }
        // What was said in between isn't said again.
        let farewell = try #require(
            Advertisement(version: version, virtualRouterID: 51, priority: 0, interval: interval, addresses: [IPAddress(192, 0, 2, 1)]))
        _ = encoder.encode(try #require(OutgoingAdvertisement(farewell, source: RouterUnderTest.address, identification: 10)))
        #expect(encoder.encode(again: 3, identification: 11) == nil)
    }

    @Test("Packets of IPv6, whose header the kernel writes, are kept as they are")
    func keepsIPv6() throws {
        let source = try #require(IPAddress("fe80::1"))
        let interval = try #require(AdvertisementInterval(seconds: 1))
        let advertisement = try #require(
            Advertisement(version: .version3, family: .ipv6, virtualRouterID: 51, priority: 100, interval: interval, addresses: [source]))
        let outgoing = try #require(OutgoingAdvertisement(advertisement, source: source))
        var encoder = AdvertisementEncoder()
        #expect(encoder.encode(outgoing, keptAs: 1) == outgoing.encode())
        #expect(encoder.encode(again: 1, identification: 77) == outgoing.encode())
    }

    @Test("A packet with a seal isn't kept")
    func encodesSeals() throws {
        // The code covers the packet's number.
        var advertisement = try #require(
            Advertisement(
                virtualRouterID: 51, priority: 100, interval: AdvertisementInterval(nearestSecond: .seconds(1)), authentication: .header,
                addresses: [IPAddress(192, 0, 2, 1)]))
        advertisement.seal = .header(key: Array("12345678".utf8), sequenceNumber: 7)
        var encoder = AdvertisementEncoder()
        for number in 1..<4 as Range<UInt16> {
            let outgoing = try #require(OutgoingAdvertisement(advertisement, source: RouterUnderTest.address, identification: number))
            #expect(encoder.encode(outgoing, keptAs: 1, OpenSSLAuthenticator()) == outgoing.encode(OpenSSLAuthenticator()))
            #expect(encoder.encode(again: 1, identification: number &+ 1) == nil)
        }
    }
}
