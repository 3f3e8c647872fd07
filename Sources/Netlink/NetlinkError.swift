internal import CNetlink

/// What the kernel, or the library on the way to it, refused.
public struct NetlinkError: Error, Hashable, Sendable {
    /// What was tried: `add address 172.17.1.160/32 to eth0`.
    public var operation: String
    /// The errno value, positive; 0 where the library itself failed.
    public var code: Int32
    /// The kernel's own sentence (extended acknowledgement) or the library's.
    public var detail: String

    public init(_ operation: String, code: Int32, detail: String) {
        self.operation = operation
        self.code = code
        self.detail = detail
    }

    /// - Parameter library: a negative NLE_* number of libnl.
    init(_ operation: String, library number: Int32) {
        self.init(operation, code: 0, detail: String(cString: nl_geterror(number)))
    }
}

extension NetlinkError: CustomStringConvertible {
    public var description: String {
        "\(operation): \(detail)"
    }
}

/// One command of a batch that the kernel refused.
public struct NetlinkRefusal: Hashable, Sendable {
    /// The command's place in the batch.
    public var index: Int
    /// The errno value, positive.
    public var code: Int32
    public var detail: String
}
