import IPVSTable
import NetworkTypes
import Testing

private let web = ServiceIdentity.endpoint(.tcp, Endpoint(.v4(IPv4Address(172, 17, 1, 160)), port: 80))
private let mail = ServiceIdentity.endpoint(.tcp, Endpoint(.v4(IPv4Address(172, 17, 1, 160)), port: 25))
private let first = Endpoint(.v4(IPv4Address(172, 17, 1, 152)), port: 80)
private let second = Endpoint(.v4(IPv4Address(172, 17, 1, 153)), port: 80)
private let plain = ServiceSettings(scheduler: .roundRobin, persistencePrefixLength: 32)

private func direct(weight: UInt32) -> DestinationSettings {
    DestinationSettings(forwarding: .directRouting, weight: weight)
}

private func table(_ identity: ServiceIdentity, _ settings: ServiceSettings, _ destinations: [DestinationIdentity: DestinationSettings]) -> Table {
    Table(services: [identity: TableService(settings: settings, destinations: destinations)])
}

@Suite("The plan from the kernel's table to the desired one")
struct PlanTests {
    @Test("builds a service before its destinations")
    func fromNothing() {
        let desired = table(web, plain, [second: direct(weight: 1), first: direct(weight: 1)])
        #expect(
            Table().changes(toReach: desired) == [
                .addService(web, plain),
                .addDestination(first, direct(weight: 1), of: web),
                .addDestination(second, direct(weight: 1), of: web),
            ])
    }

    @Test("is empty for an unchanged table")
    func unchanged() {
        let desired = table(web, plain, [first: direct(weight: 1)])
        #expect(desired.changes(toReach: desired, owned: [web]) == [])
    }

    @Test("adds a destination before it removes another")
    func replacesADestination() {
        let actual = table(web, plain, [first: direct(weight: 1)])
        let desired = table(web, plain, [second: direct(weight: 1)])
        #expect(
            actual.changes(toReach: desired) == [
                .addDestination(second, direct(weight: 1), of: web),
                .removeDestination(first, of: web),
            ])
    }

    @Test("raises weights before it lowers others")
    func swapsWeights() {
        let actual = table(web, plain, [first: direct(weight: 1), second: direct(weight: 0)])
        let desired = table(web, plain, [first: direct(weight: 0), second: direct(weight: 1)])
        #expect(
            actual.changes(toReach: desired) == [
                .editDestination(second, direct(weight: 1), of: web),
                .editDestination(first, direct(weight: 0), of: web),
            ])
    }

    @Test("pushes a changed threshold, which keepalived's reload forgets")
    func pushesThresholds() {
        let actual = table(web, plain, [first: direct(weight: 1)])
        var limited = direct(weight: 1)
        limited.upperThreshold = 100
        #expect(actual.changes(toReach: table(web, plain, [first: limited])) == [.editDestination(first, limited, of: web)])
    }

    @Test("pushes a changed scheduler and leaves the destinations alone")
    func pushesTheScheduler() {
        let actual = table(web, plain, [first: direct(weight: 1)])
        let weighted = ServiceSettings(scheduler: .weightedRoundRobin, persistencePrefixLength: 32)
        #expect(actual.changes(toReach: table(web, weighted, [first: direct(weight: 1)])) == [.editService(web, weighted)])
    }

    @Test("removes a stale service of ours with one command, after all else")
    func removesStaleServices() {
        let actual = table(mail, plain, [first: direct(weight: 1), second: direct(weight: 1)])
        #expect(
            actual.changes(toReach: table(web, plain, [:]), owned: [mail, web]) == [.addService(web, plain), .removeService(mail)])
    }

    @Test("leaves a foreign service alone")
    func leavesForeignServices() {
        let actual = table(mail, plain, [first: direct(weight: 1)])
        #expect(actual.changes(toReach: Table(), owned: [web]) == [])
    }

    @Test("takes over a service that stands already, with its surplus destinations")
    func adoptsAService() {
        let actual = table(web, plain, [first: direct(weight: 1), second: direct(weight: 7)])
        #expect(actual.changes(toReach: table(web, plain, [first: direct(weight: 1)])) == [.removeDestination(second, of: web)])
    }
}

@Suite("Settings compare as the kernel keeps them")
struct CanonicalSettingsTests {
    @Test("flags that the kernel sets itself are no difference")
    func kernelFlags() {
        var reported = plain
        reported.flags = [ServiceFlags(rawValue: 0x2)]
        #expect(table(web, reported, [:]).changes(toReach: table(web, plain, [:])) == [])
    }

    @Test("a persistence timeout sets the persistent flag, whether or not the configuration said so")
    func persistentFlag() {
        var wanted = plain
        wanted.persistenceTimeout = 50
        var reported = wanted
        reported.flags = [.persistent]
        #expect(table(web, reported, [:]).changes(toReach: table(web, wanted, [:])) == [])
        #expect(Table().changes(toReach: table(web, wanted, [:])) == [.addService(web, reported)])
    }

    @Test("the netmask of a service without persistence is no difference, with persistence it is")
    func netmask() {
        var reported = plain
        reported.persistencePrefixLength = 24
        #expect(table(web, reported, [:]).changes(toReach: table(web, plain, [:])) == [])

        var wanted = plain
        wanted.persistenceTimeout = 50
        reported.persistenceTimeout = 50
        reported.flags = [.persistent]
        #expect(table(web, reported, [:]).changes(toReach: table(web, wanted, [:])).count == 1)
    }

    @Test("an IPv6 service without persistence gets the only mask that the kernel takes for granted")
    func ipv6Netmask() {
        let service = ServiceIdentity.firewallMark(3, .ipv6)
        let settings = ServiceSettings(scheduler: .roundRobin, persistencePrefixLength: 0)
        let expected = ServiceSettings(scheduler: .roundRobin, persistencePrefixLength: 128)
        #expect(Table().changes(toReach: table(service, settings, [:])) == [.addService(service, expected)])
    }

    @Test("a persistent flag without a timeout is repaired")
    func strayPersistentFlag() {
        var reported = plain
        reported.flags = [.persistent]
        #expect(table(web, reported, [:]).changes(toReach: table(web, plain, [:])) == [.editService(web, plain)])
    }
}

@Suite("The cost of a plan")
struct PlanCostTests {
    @Test("grows with the table, not with its square: 2277 services of 16 destinations are compared in a moment")
    func isLinear() {
        var desired = Table()
        for number in 0..<2277 {
            let identity = ServiceIdentity.endpoint(.tcp, Endpoint(.v4(IPv4Address(bits: 0x0A00_0000 + UInt32(number))), port: 80))
            var service = TableService(settings: plain)
            for host in 0..<16 {
                service.destinations[Endpoint(.v4(IPv4Address(bits: 0x0B00_0000 + UInt32(number * 16 + host))), port: 80)] = direct(weight: 1)
            }
            desired.services[identity] = service
        }
        var plan: [TableChange] = []
        let toBuild = ContinuousClock().measure { plan = Table().changes(toReach: desired) }
        #expect(plan.count == 2277 * 17)
        let toCompare = ContinuousClock().measure { plan = desired.changes(toReach: desired) }
        #expect(plan == [])
        // Wide bounds: a debug build on a busy machine. An algorithm with a square in it takes minutes.
        #expect(toBuild < .seconds(10) && toCompare < .seconds(10), "\(toBuild) to build, \(toCompare) to compare")
    }
}
