internal import CLinux
internal import Glibc

/// A system call that the kernel refused.
public struct SystemError: Error, Hashable, Sendable {
    /// What was tried, in words: `open /etc/lvsd/lvsd.conf`.
    public var operation: String
    /// The errno value.
    public var code: Int32

    public init(_ operation: String, code: Int32) {
        self.operation = operation
        self.code = code
    }

    /// The error that the last failed call left in errno.
    static func last(_ operation: @autoclosure () -> String) -> SystemError {
        let code = errno
        return SystemError(operation(), code: code)
    }

    /// strerror(3)'s text for an errno value.
    public static func text(_ code: Int32) -> String {
        String(cString: strerror(code))
    }
}

extension SystemError: CustomStringConvertible {
    public var description: String {
        "\(operation): \(SystemError.text(code))"
    }
}

/// errno values that callers decide on.
extension SystemError {
    public static let noEntry: Int32 = ENOENT
    public static let exists: Int32 = EEXIST
    public static let fileTooLarge: Int32 = EFBIG
    public static let inProgress: Int32 = EINPROGRESS
    public static let connectionRefused: Int32 = ECONNREFUSED
    public static let connectionReset: Int32 = ECONNRESET
    public static let networkUnreachable: Int32 = ENETUNREACH
    public static let hostUnreachable: Int32 = EHOSTUNREACH
    public static let timedOut: Int32 = ETIMEDOUT

    /// Whether this machine lacked something (descriptors, memory, ports), so that the failure says nothing about the other end.
    public var isLocalShortage: Bool {
        [EMFILE, ENFILE, ENOMEM, ENOBUFS, EADDRNOTAVAIL, EADDRINUSE, EAGAIN].contains(code)
    }

    /// Whether the kernel doesn't let this process do it.
    public var isLackOfPermission: Bool { [EPERM, EACCES].contains(code) }

    public var isAddressInUse: Bool { code == EADDRINUSE }

    public static let noBufferSpace: Int32 = ENOBUFS
    public static let noSuchProcess: Int32 = ESRCH
}

/// Repeats a call that a signal interrupted, and turns -1 into an error.
@discardableResult
func call<Number: SignedInteger>(_ operation: @autoclosure () -> String, _ body: () -> Number) throws(SystemError) -> Number {
    while true {
        let result = body()
        if result >= 0 { return result }
        if errno != EINTR { throw .last(operation()) }
    }
}
