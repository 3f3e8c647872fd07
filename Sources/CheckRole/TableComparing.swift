internal import EventLoop
internal import IPVSNetlink
internal import IPVSTable
internal import LinuxSystem
internal import Netlink
internal import NetworkTypes

/// Comparing the kernel's table with the desired one: a little in each round of the loop, however large the table.
extension KernelTable {
    /// So long at a time the loop is kept, besides one service's last piece.
    private static let slice = Duration.milliseconds(2)
    /// Between two slices, so that comparing takes a twentieth of a processor at most.
    private static let pause = Duration.milliseconds(40)

    /// Another reaction or interval is configured.
    func follow(_ reconciliation: TableReconciliation) {
        keeper.follow(reconciliation, now: loop.now)
        planComparison()
    }

    /// Sees to it that the next comparison begins in time. While one is under way it goes on by itself.
    func planComparison() {
        guard let comparing, let deadline = keeper.deadline else { return }
        loop.arm(comparing, at: deadline)
    }

    /// To be called by the timer: begins a comparison, or goes on with it.
    func compare() {
        if isPaused {
            if let comparing { loop.arm(comparing, at: loop.now + Self.pause) }
            return
        }
        if !keeper.isComparing {
            loop.part("list of services") { keeper.beginComparison(of: desiredServices(), now: loop.now) }
        }
        loop.part("comparison") { proceedForASlice() }
    }

    private func proceedForASlice() {
        let end = loop.endOfSlice(Self.slice)
        var hasRepaired = false
        repeat {
            if keeper.hasWork {
                sendBatch()
                hasRepaired = true
            } else if !proceed() {
                return finish()
            }
        } while SystemClock.now() < end
        // Where traffic may be missing its servers there is no pause.
        if let comparing { loop.arm(comparing, at: loop.now + (hasRepaired ? .zero : Self.pause)) }
    }

    /// Reads the next piece.
    ///
    /// - Returns: false where nothing is left to be read.
    private func proceed() -> Bool {
        do throws(NetlinkError) {
            if keeper.serviceBeingRead == nil {
                guard let next = keeper.nextService() else { return false }
                reader.begin(next)
            }
            guard let service = keeper.serviceBeingRead, case .finished(let reading) = try reader.proceed() else { return true }
            statistics[service] = (reading?.statistics).map { KeptStatistics($0, after: statistics[service], now: loop.now) }
            let wasRight = reading.map { isRight(service, $0.service) } ?? false
            tell(keeper.compare(service, actual: reading?.service, desired: desired(service), isRight: wasRight, now: loop.now))
            return true
        } catch {
            tell(keeper.unreadable(because: "\(error)", now: loop.now))
            return false
        }
    }

    private func finish() {
        counts.comparisons &+= 1
        tell(keeper.endComparison(now: loop.now))
        settle()
    }
}
