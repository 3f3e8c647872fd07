/// How much a socket keeps of what has come and isn't read yet: `kernel_rx_buf_size`, `vrrp_rx_bufs_policy`. Each instance that uses a socket
/// adds its own.
public enum ReceiveBuffer: Hashable, Sendable {
    case bytes(Int)
    /// So many packets as long as the interface takes them.
    case frames(Int)
    /// So many of the instance's own advertisements.
    case advertisements(Int)

    /// - Parameters:
    ///   - maximumTransmissionUnit: of the interface, in bytes.
    ///   - advertisement: the length of an advertisement with all headers, in bytes.
    public func size(maximumTransmissionUnit: Int, advertisement: Int) -> Int {
        switch self {
        case .bytes(let bytes): bytes
        case .frames(let count): count.multipliedReportingOverflow(by: maximumTransmissionUnit).partialValue
        case .advertisements(let count): count.multipliedReportingOverflow(by: advertisement).partialValue
        }
    }
}
