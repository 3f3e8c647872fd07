import Testing

@testable import Processes

@Suite("What the service manager wants to hear")
struct ServiceManagerTests {
    @Test("It hears three times in the time that it waits, where it waits for this process")
    func watchdog() {
        #expect(ServiceManager.watchdogInterval(limit: "30000000", process: nil, own: 7) == .seconds(10))
        #expect(ServiceManager.watchdogInterval(limit: "30000000", process: "7", own: 7) == .seconds(10))
        // A limit that nobody can keep doesn't make the daemon do nothing else.
        #expect(ServiceManager.watchdogInterval(limit: "1", process: nil, own: 7) == .milliseconds(10))
        #expect(ServiceManager.watchdogInterval(limit: "30000000", process: "8", own: 7) == nil)
    }

    @Test("It doesn't wait where nothing usable says so", arguments: [nil, "", "0", "-5", "soon", "99999999999999999999"])
    func noWatchdog(_ limit: String?) {
        #expect(ServiceManager.watchdogInterval(limit: limit, process: nil, own: 7) == nil)
    }
}
