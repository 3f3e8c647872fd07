import Glibc
import HealthCheck
import IPVSTable
import LinuxSystem
import NetworkTypes
import Testing
import VirtualServers

@testable import CheckRole

private let web = ServiceIdentity.endpoint(.tcp, Endpoint(IPAddress(172, 17, 1, 160), port: 80))
private let secure = ServiceIdentity.endpoint(.tcp, Endpoint(IPAddress(172, 17, 1, 160), port: 443))
private let one = Endpoint(IPAddress(172, 17, 1, 152), port: 80)
private let two = Endpoint(IPAddress(172, 17, 1, 153), port: 80)
private let sorry = Endpoint(IPAddress(172, 17, 1, 199), port: 80)

private func entry(_ weight: UInt32 = 1) -> DestinationSettings { DestinationSettings(forwarding: .directRouting, weight: weight) }

/// Checked so rarely that no probe comes in between.
private func realServer(_ place: Endpoint, weight: UInt32 = 1, drainTimeout: Duration = .zero, inhibit: Bool = false) -> RealServerDefinition {
    let timing = CheckTiming(
        connectTimeout: .seconds(3), retries: 0, delayBeforeRetry: .seconds(3), delayLoop: .seconds(86400), warmup: .seconds(86400))
    let check = CheckDefinition(probe: .tcp, target: Endpoint(IPAddress(127, 0, 0, 1), port: 9), timing: timing)
    var server = RealServerDefinition(identity: place, settings: entry(weight), inhibitOnFailure: inhibit, checks: [check])
    server.drainTimeout = drainTimeout
    return server
}

private func virtualServer(
    as identity: VirtualServerIdentity = .service(web), services: [ServiceIdentity]? = nil, sorryServer: Bool = false, _ realServers: RealServerDefinition...
) -> VirtualServerDefinition {
    VirtualServerDefinition(
        identity: identity, services: services, settings: ServiceSettings(scheduler: .roundRobin, persistencePrefixLength: 32),
        sorryServer: sorryServer ? SorryServerDefinition(identity: sorry, settings: entry()) : nil, realServers: realServers)
}

@Suite("A virtual server at work, beside a table in this process", .serialized)
struct VirtualServerRunnerTests {
    private let folder = RunnerStage.folder("runner")

    @Test("the table is brought up once, and the first comparison writes nothing")
    func start() throws {
        defer { RunnerStage.cleanUp(folder) }
        let stage = try RunnerStage([virtualServer(realServer(one), realServer(two, weight: 3))], in: folder, comparingEvery: .milliseconds(50))
        let commands = stage.ways.takeSent()
        #expect(commands.map(\.description).map { $0.split(separator: " ").prefix(2).joined(separator: " ") } == ["add service", "add destination", "add destination"])
        #expect(stage.table.counts.comparisons == 0 && stage.wait { stage.table.counts.comparisons >= 3 })
        #expect(stage.ways.sent.isEmpty && stage.ways.refusals.isEmpty)
        #expect(stage.lines(of: "ipvs-services") == ["tcp 172.17.1.160 80"])
    }

    @Test("one that fails leaves the table and returns; with inhibit_on_failure it keeps its place with weight 0")
    func failure() throws {
        defer { RunnerStage.cleanUp(folder) }
        let stage = try RunnerStage([virtualServer(realServer(one), realServer(two, inhibit: true))], in: folder)
        _ = stage.ways.takeSent()
        stage.check(.service(web), 0, isUp: false)
        stage.check(.service(web), 1, isUp: false)
        #expect(stage.ways.takeSent() == [.removeDestination(one, of: web), .editDestination(two, entry(0), of: web)])
        stage.check(.service(web), 0, isUp: true)
        stage.check(.service(web), 1, isUp: true)
        #expect(stage.ways.takeSent() == [.addDestination(one, entry(), of: web), .editDestination(two, entry(), of: web)])
        #expect(stage.ways.refusals.isEmpty)
    }

    @Test("the sorry server comes before the last real server goes, and goes after the first has come")
    func sorryServer() throws {
        defer { RunnerStage.cleanUp(folder) }
        let stage = try RunnerStage([virtualServer(sorryServer: true, realServer(one))], in: folder)
        _ = stage.ways.takeSent()
        stage.check(.service(web), 0, isUp: false)
        #expect(stage.ways.takeSent() == [.addDestination(sorry, entry(), of: web), .removeDestination(one, of: web)])
        stage.check(.service(web), 0, isUp: true)
        #expect(stage.ways.takeSent() == [.addDestination(one, entry(), of: web), .removeDestination(sorry, of: web)])
    }

    @Test("what happens in one round goes out in one batch, and what comes goes before what leaves")
    func oneBatch() throws {
        defer { RunnerStage.cleanUp(folder) }
        let stage = try RunnerStage([virtualServer(realServer(one), realServer(two))], in: folder)
        stage.check(.service(web), 1, isUp: false)
        _ = stage.ways.takeSent()
        let batches = stage.table.counts.batches
        let runner = try #require(stage.runners.runner(.service(web)))
        runner.checkerChanged(CheckPosition(realServer: 0, check: 0), isUp: false)
        runner.checkerChanged(CheckPosition(realServer: 1, check: 0), isUp: true)
        stage.settle()
        #expect(stage.ways.takeSent() == [.addDestination(two, entry(), of: web), .removeDestination(one, of: web)])
        #expect(stage.table.counts.batches == batches + 1)
    }

    @Test("quorum scripts run once for each turn, and for how it stands at the start")
    func quorumScripts() throws {
        defer { RunnerStage.cleanUp(folder) }
        try Files.makeDirectory(folder)
        let told = folder + "/told"
        var definition = virtualServer(realServer(one), realServer(two))
        func script(_ word: String) -> ScriptCommand { ScriptCommand(words: ["/bin/sh", "-c", "echo \(word) >> \(told)"], user: "\(getuid())") }
        (definition.quorumUp, definition.quorumDown) = (script("up"), script("down"))
        let stage = try RunnerStage([definition], in: folder)
        #expect(stage.wait { RecordFile.lines(of: told) == ["up"] })
        stage.check(.service(web), 0, isUp: false)
        stage.check(.service(web), 1, isUp: false)
        #expect(stage.wait { RecordFile.lines(of: told) == ["up", "down"] })
        stage.check(.service(web), 1, isUp: true)
        stage.check(.service(web), 0, isUp: true)
        #expect(stage.wait { RecordFile.lines(of: told) == ["up", "down", "up"] })
    }

    @Test("one that is gone from the configuration finishes with weight 0, is written down meanwhile, and goes when its connections have ended")
    func draining() throws {
        defer { RunnerStage.cleanUp(folder) }
        let stage = try RunnerStage([virtualServer(realServer(one), realServer(two, drainTimeout: .seconds(600)))], in: folder)
        stage.ways.connections[two] = 1
        _ = stage.ways.takeSent()
        stage.reload([virtualServer(realServer(one))])
        #expect(stage.ways.takeSent() == [.editDestination(two, entry(0), of: web)])
        #expect(stage.lines(of: "ipvs-draining").count == 1)
        #expect(stage.wait { stage.ways.counts >= 2 })
        #expect(stage.ways.sent.isEmpty)
        stage.ways.connections = [:]
        #expect(stage.wait { !stage.ways.sent.isEmpty })
        stage.settle()
        #expect(stage.ways.takeSent() == [.removeDestination(two, of: web)])
        #expect(stage.wait { !Files.exists(folder + "/ipvs-draining") })
    }

    @Test("after kill -9 it goes on finishing, and nothing is written to the table for it")
    func drainingOverACrash() throws {
        defer { RunnerStage.cleanUp(folder) }
        let reduced = virtualServer(realServer(one))
        let first = try RunnerStage([virtualServer(realServer(one), realServer(two, drainTimeout: .seconds(600)))], in: folder)
        first.reload([reduced])
        _ = first.ways.takeSent()
        let second = try RunnerStage([reduced], in: folder, after: first.ways)
        second.ways.connections[two] = 1
        #expect(second.ways.takeSent().isEmpty)
        #expect(second.runners.runner(.service(web))?.server.drainCount == 1)
        #expect(second.ways.table.services[web]?.destinations == [one: entry(), two: entry(0)])
    }

    @Test("a virtual server that is gone leaves its services to its last connections, and one that comes back takes them over")
    func leaving() throws {
        defer { RunnerStage.cleanUp(folder) }
        let whole = [virtualServer(realServer(one, drainTimeout: .seconds(600))), virtualServer(as: .service(secure), realServer(two))]
        let stage = try RunnerStage(whole, in: folder)
        stage.ways.connections[one] = 1
        _ = stage.ways.takeSent()
        stage.reload([whole[1]])
        #expect(stage.ways.takeSent() == [.editDestination(one, entry(0), of: web)])
        #expect(stage.lines(of: "ipvs-draining").count == 1 && stage.runners.leavingRunners.count == 1)
        stage.reload(whole)
        #expect(stage.ways.takeSent() == [.editDestination(one, entry(), of: web)])
        #expect(stage.runners.leavingRunners.isEmpty && stage.wait { !Files.exists(folder + "/ipvs-draining") })
        #expect(stage.runners.desiredServices.count == 2)
    }

    @Test("services that join a group, and leave it again, stay in the table without a write")
    func groups() throws {
        defer { RunnerStage.cleanUp(folder) }
        let single = [virtualServer(realServer(one)), virtualServer(as: .service(secure), realServer(one))]
        let grouped = [virtualServer(as: .group("both", .tcp), services: [web, secure], realServer(one))]
        let stage = try RunnerStage(single, in: folder)
        _ = stage.ways.takeSent()
        for definitions in [grouped, single, grouped] {
            stage.reload(definitions)
            #expect(stage.ways.takeSent().isEmpty)
            #expect(stage.runners.desiredTable == stage.ways.table)
            #expect(stage.runners.desired(web) != nil && stage.runners.desired(secure) != nil)
        }
        stage.reload([virtualServer(as: .group("both", .tcp), services: [secure], realServer(one))])
        #expect(stage.ways.takeSent() == [.removeService(web)] && stage.runners.desired(web) == nil)
        #expect(stage.wait { stage.lines(of: "ipvs-services") == ["tcp 172.17.1.160 443"] })
    }

    @Test("the end removes each service with one command, and all records")
    func stop() throws {
        defer { RunnerStage.cleanUp(folder) }
        let stage = try RunnerStage([virtualServer(realServer(one), realServer(two))], in: folder)
        _ = stage.ways.takeSent()
        stage.runners.stop()
        stage.table.drain {}
        #expect(stage.ways.takeSent() == [.removeService(web)] && stage.ways.table == Table())
        #expect(!Files.exists(folder + "/ipvs-services") && !Files.exists(folder + "/ipvs-draining"))
    }
}
