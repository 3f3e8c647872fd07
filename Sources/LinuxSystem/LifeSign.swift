internal import CLinux
internal import Glibc
public import NetworkTypes

/// A page of memory that two processes share: one of them writes into it when it was last at work. That costs nothing, so it can be every
/// round of its loop, and wakes nobody.
public final class LifeSign {
    private let page: UnsafeMutableRawPointer

    private static let size = 4096

    /// Makes the memory that `init(mapping:)` shares, to be handed to the other process.
    public static func file() throws(SystemError) -> FileDescriptor {
        let file = FileDescriptor(owning: try call("memfd_create") { clinux_memory_file("lvsd-life") })
        let number = file.number
        try call("ftruncate") { ftruncate(number, size) }
        return file
    }

    /// - Parameter file: that memory; it may be closed afterwards.
    public init(mapping file: borrowing FileDescriptor) throws(SystemError) {
        let mapped = mmap(nil, Self.size, PROT_READ | PROT_WRITE, MAP_SHARED, file.number, 0)
        guard let mapped, mapped != MAP_FAILED else { throw SystemError("map the sign of life", code: errno) }
        page = mapped
    }

    deinit {
        munmap(page, Self.size)
    }

    /// When the process that writes was last at work, by the clock of the machine; nil where it hasn't said anything yet.
    public var last: MonotonicInstant? {
        let nanoseconds = clinux_load(page)
        return nanoseconds == 0 ? nil : MonotonicInstant(nanoseconds: nanoseconds)
    }

    public func write(_ now: MonotonicInstant) {
        clinux_store(page, now.nanoseconds)
    }
}
