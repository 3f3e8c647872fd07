import EventLoop
import HealthCheck
import IPVSTable
import LinuxSystem
import NetworkTypes
import VirtualServers

@testable import CheckRole

/// The virtual servers of a configuration at work beside a table in this process.
final class RunnerStage {
    let folder: String
    let ways: FakeWays
    let environment: CheckEnvironment
    let table: KernelTable
    let runners: VirtualServerRunners

    /// - Parameters:
    ///   - former: whose table and records this one finds, as after `kill -9`.
    ///   - interval: between two comparisons with the kernel.
    init(_ definitions: [VirtualServerDefinition], in folder: String, after former: FakeWays? = nil, comparingEvery interval: Duration = .seconds(3600)) throws {
        try Files.makeDirectory(folder)
        self.folder = folder
        ways = former ?? FakeWays()
        environment = try CheckEnvironment()
        let loop = environment.loop
        let reconciliation = TableReconciliation(.repair, every: interval)
        table = KernelTable(
            loop, logger: environment.logger, record: OwnershipRecord(loop, runtimeDirectory: folder),
            reconciliation, by: ways)
        let leftBehind = try table.leftBehind(beside: Set(definitions.flatMap(\.services)))
        runners = VirtualServerRunners(
            environment, table, definitions, adopting: leftBehind, DrainRecord(loop, runtimeDirectory: folder), OrderRecord(runtimeDirectory: folder))
        table.desired = { [unowned runners] in runners.desired($0) }
        table.isRight = { [unowned runners] in runners.isRight($1, for: $0) }
        table.desiredServices = { [unowned runners] in runners.desiredServices }
        table.begin(runners.desiredTable) {}
        let start = runners.start(definitions)
        while start() {}
        settle()
    }

    static func folder(_ name: String) -> String { "/dev/shm/lvsd-\(name)-tests-\(CurrentProcess.identifier)" }

    static func cleanUp(_ folder: String) {
        for file in ["ipvs-services", "ipvs-draining", "server-orders", "told"] { Files.remove(folder + "/" + file) }
        Files.removeDirectory(folder)
    }

    /// Lets the loop go round until what waits for the end of a round is done.
    func settle() {
        wait(.zero) { false }
    }

    /// Lets the loop go round until something is so.
    ///
    /// - Returns: whether it came to be so in time.
    @discardableResult
    func wait(_ limit: Duration = .seconds(20), until isSo: () -> Bool) -> Bool {
        environment.loop.wait(limit, until: isSo)
    }

    func check(_ identity: VirtualServerIdentity, _ realServer: Int, isUp: Bool) {
        runners.runner(identity)?.checkerChanged(CheckPosition(realServer: realServer, check: 0), isUp: isUp)
        settle()
    }

    func reload(_ definitions: [VirtualServerDefinition]) {
        let step = runners.follow(definitions)
        // Other things have their turn between any two steps.
        while step() { settle() }
        settle()
    }

    func lines(of file: String) -> [String] { RecordFile.lines(of: folder + "/" + file).sorted() }
}
