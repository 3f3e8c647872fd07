internal import IPVSTable

/// Virtual servers that are gone from the configuration and wait for the last connections of their real servers: in the order in which they
/// left, and by service, since there may be thousands.
struct LeavingRunners<Runner: AnyObject> {
    private var runners: [Int: Runner] = [:]
    private var numbers: [ServiceIdentity: Int] = [:]
    private var next = 0

    var isEmpty: Bool { runners.isEmpty }

    /// In the order in which they left.
    var all: [Runner] { runners.sorted { $0.key < $1.key }.map(\.value) }

    func runner(of service: ServiceIdentity) -> Runner? { numbers[service].flatMap { runners[$0] } }

    /// - Parameter services: those that it still has in the table.
    mutating func append(_ runner: Runner, services: [ServiceIdentity]) {
        runners[next] = runner
        for service in services { numbers[service] = next }
        next += 1
    }

    /// - Parameter services: the same as at its coming.
    /// - Returns: whether it was there.
    @discardableResult
    mutating func remove(_ runner: Runner, services: [ServiceIdentity]) -> Bool {
        // A service may be another one's by now.
        guard let number = services.compactMap({ numbers[$0] }).first(where: { runners[$0] === runner }) else { return false }
        runners[number] = nil
        for service in services where numbers[service] == number { numbers[service] = nil }
        return true
    }
}
