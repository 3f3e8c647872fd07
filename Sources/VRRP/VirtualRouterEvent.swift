public import NetworkTypes

extension VirtualRouter {
    /// Something that happened to one virtual router, to be logged.
    public struct Event: Hashable, Sendable {
        public enum Level: Hashable, Sendable {
            case info
            /// The network or the configuration of another router is wrong.
            case warning
        }

        public enum Kind: Hashable, Sendable {
            case enteredMaster
            case enteredBackup(initially: Bool)
            case enteredFault
            /// The process was restarted while master, and nothing was given up.
            case keptMastership
            case masterDownTimerExpired
            case backupReceivedPriorityZero
            case masterReceivedPriorityZero
            case discardedLowerPriority(UInt8, from: IPAddress)
            case heardHigherPriority(UInt8, from: IPAddress, ours: UInt8)
            case heardSamePriorityHigherAddress(UInt8, from: IPAddress)
            case heardLowerPriority(UInt8, from: IPAddress, ours: UInt8, isAnswered: Bool = true)
            case startedPreemptDelay(Duration)
            case stoppedPreemptDelay
            /// Both say that they own the addresses.
            case twoOwners(other: IPAddress)
            /// The other owner didn't make way.
            case loweredOwnPriority(other: IPAddress)
            case otherOwnerIsSilent
            case restoredOwnPriority
            /// A unicast peer of version 3 computes checksums as keepalived up to 1.3.6, and so do we from now on.
            case followedOldChecksum
            /// In a trailer of `auth_hmac`: half of what is tolerated, or more.
            case clockDiffers(seconds: Int32, window: Int64, from: IPAddress)
            case sentPriorityZero
            /// By order of an operator; then a master of lower priority is listened to for so long, or as long as it lives.
            case gaveUp(for: Duration?)
            case changedPriority(from: UInt8, to: UInt8)
            /// The router woke so late that another may have taken over: it listens before it sends.
            case wokeLate(by: Duration)
            /// The same, with `timer_expired_backup`.
            case wokeTooLate(by: Duration)
            /// The process was away so long that another may have taken over: the router listens before it sends.
            case wasSilent(for: Duration)
            /// While it listened after a silence, it heard another master, and makes way.
            case yielded(to: IPAddress, priority: UInt8)
            case discarded(AdvertisementError, from: IPAddress)
            case addressCountDiffers(received: Int, ours: Int, from: IPAddress)
            case addressMissing(IPAddress, from: IPAddress)
            /// In version 3, which then waits for the master by the master's interval; both in centiseconds.
            case intervalDiffers(received: UInt16, ours: UInt16, from: IPAddress)
            /// It is listened to all the same, since the source isn't checked.
            case heardStranger(IPAddress)
        }

        /// The instance that it happened to.
        public let instanceName: String
        public let kind: Kind

        public var level: Level {
            switch kind {
            case .discarded, .addressCountDiffers, .addressMissing, .intervalDiffers, .heardStranger, .wokeLate, .wokeTooLate, .wasSilent, .twoOwners,
                .loweredOwnPriority, .clockDiffers:
                .warning
            default: .info
            }
        }
    }
}

extension VirtualRouter.Event: CustomStringConvertible {
    /// The line for the log, in keepalived's words where it has some.
    public var description: String {
        "(\(instanceName)) \(text)"
    }

    private var text: String {
        switch kind {
        case .enteredMaster: "Entering MASTER STATE"
        case .enteredBackup(initially: true): "Entering BACKUP STATE (init)"
        case .enteredBackup(initially: false): "Entering BACKUP STATE"
        case .enteredFault: "Entering FAULT STATE"
        case .keptMastership: "Carrying on in MASTER STATE after a restart"
        case .masterDownTimerExpired: "Receive advertisement timeout"
        case .backupReceivedPriorityZero: "Backup received priority 0 advertisement"
        case .masterReceivedPriorityZero: "Master received priority 0 message"
        case .discardedLowerPriority(let priority, let source):
            "received lower priority (\(priority)) advert from \(source) - discarding"
        case .heardHigherPriority(let priority, let source, let ours):
            "Master received advert from \(source) with higher priority \(priority), ours \(ours)"
        case .heardSamePriorityHigherAddress(let priority, let source):
            "Master received advert from \(source) with same priority \(priority) but higher IP address than ours"
        case .heardLowerPriority(let priority, let source, let ours, let isAnswered):
            "Received advert from \(source) with lower priority \(priority), ours \(ours)" + (isAnswered ? ", forcing new election" : "")
        case .startedPreemptDelay(let delay): "start preempt delay (\(delay.secondsText))"
        case .stoppedPreemptDelay: "stop preempt delay"
        case .twoOwners(let other):
            "CONFIGURATION ERROR: local instance and \(other) are both configured as address owner, please resolve"
        case .loweredOwnPriority(let other):
            "\(other) is still advertising as address owner, please resolve - reducing our priority"
        case .otherOwnerIsSilent: "rogue address owner appears to have stopped advertising"
        case .restoredOwnPriority: "Restoring our priority to 255 since received advert with lower priority"
        case .followedOldChecksum: "Setting unicast VRRPv3 checksum to old version"
        case .clockDiffers(let seconds, let window, let source):
            "authentication clock skew \(seconds) sec from \(source) approaching window \(window) sec"
        case .sentPriorityZero: "sent 0 priority"
        case .gaveUp(let time):
            "Giving up by order, and listening to a master of lower priority " + (time.map { "for \($0.secondsText) seconds" } ?? "as long as it lives")
        case .changedPriority(let old, let new): "Changing effective priority from \(old) to \(new)"
        case .wokeLate(let lateness):
            "A thread timer expired \(lateness.secondsText) seconds ago, listening before sending"
        case .wokeTooLate(let lateness): "VRRP thread timer expired \(lateness.secondsText) seconds ago"
        case .wasSilent(let silence): "Nothing was sent for up to \(silence.secondsText) seconds, listening before sending"
        case .yielded(let source, let priority):
            "Listened and heard advert from \(source) with priority \(priority), making way"
        case .discarded(let error, let source): "Discarding advert from \(source): \(error)"
        case .addressCountDiffers(let received, let ours, let source):
            "expected \(ours) VIPs but received \(received) from \(source)"
        case .intervalDiffers(let received, let ours, let source):
            "advertisement interval mismatch with \(source) ours = \(ours) centi-sec rcv'd=\(received) centi-sec"
        case .heardStranger(let source):
            "unicast advert from \(source), which is not in `unicast_peer`; with `check_unicast_src` it would be discarded"
        case .addressMissing(let address, let source):
            "ip address \(address) not present in advert from \(source)"
        }
    }
}
