/// Why a session was last taken down (RFC 5880 section 4.1). A number that no RFC knows yet is one too.
public struct BFDDiagnostic: Hashable, Sendable {
    /// 0 to 31.
    public let number: UInt8

    /// - Parameter number: only its lower five bits count.
    public init(_ number: UInt8) {
        self.number = number & 0x1F
    }

    public static let none = BFDDiagnostic(0)
    public static let detectionTimeExpired = BFDDiagnostic(1)
    public static let neighbourSignalledDown = BFDDiagnostic(3)
    public static let administrativelyDown = BFDDiagnostic(7)
}

extension BFDDiagnostic: CustomStringConvertible {
    /// In the words of the RFC, as keepalived's log lines have them.
    public var description: String {
        switch number {
        case 0: "No Diagnostic"
        case 1: "Control Detection Time Expired"
        case 2: "Echo Function Failed"
        case 3: "Neighbor Signaled Session Down"
        case 4: "Forwarding Plane Reset"
        case 5: "Path Down"
        case 6: "Concatenated Path Down"
        case 7: "Administratively Down"
        case 8: "Reverse Concatenated Path Down"
        default: "Diagnostic \(number)"
        }
    }
}
