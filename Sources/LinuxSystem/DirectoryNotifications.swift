internal import CLinux
internal import Glibc

/// Reports of what happens in directories (inotify(7)).
public struct DirectoryNotifications: ~Copyable {
    public struct Event: Hashable, Sendable {
        /// The number of the watch; -1 where reports were lost.
        public var watch: Int32
        /// The name in the directory that it is about; nil where it is about the directory itself.
        public var name: String?
        /// The directory was removed, moved or unmounted.
        public var concernsDirectory: Bool
        /// The watch is no more, and its number won't come again.
        public var endsWatch: Bool
        /// Reports were lost: anything may have happened.
        public var isOverflow: Bool
    }

    public let descriptor: FileDescriptor

    public init() throws(SystemError) {
        descriptor = FileDescriptor(owning: try call("inotify_init1") { clinux_watch_descriptor() })
    }

    /// - Returns: the number of the watch, one for each directory, however often and under whatever name it is asked for.
    public borrowing func watch(directory: String) throws(SystemError) -> Int32 {
        let number = descriptor.number
        return try call("watch \(directory)") { clinux_watch_directory(number, directory) }
    }

    public borrowing func end(watch: Int32) {
        _ = clinux_unwatch(descriptor.number, watch)
    }

    /// What has been reported since the last call, as much as fits into one read.
    public borrowing func next() throws(SystemError) -> [Event] {
        var buffer = [UInt8](repeating: 0, count: 16384)
        guard let count = try descriptor.read(into: &buffer) else { return [] }
        return Self.decode(buffer[..<count])
    }

    /// `struct inotify_event`: watch, mask, cookie, length of the name, name padded with zeros; in the machine's byte order.
    static func decode(_ bytes: ArraySlice<UInt8>) -> [Event] {
        let headerSize = 16
        var events: [Event] = []
        var rest = bytes
        while rest.count >= headerSize {
            let header = rest.prefix(headerSize).withUnsafeBytes { raw in
                (raw.loadUnaligned(as: Int32.self), raw.loadUnaligned(fromByteOffset: 4, as: UInt32.self), raw.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
            }
            guard let length = Int(exactly: header.2), length <= rest.count - headerSize else { break }
            let field = rest.dropFirst(headerSize).prefix(length).prefix { $0 != 0 }
            rest = rest.dropFirst(headerSize + length)
            let mask = header.1
            events.append(
                Event(
                    watch: header.0, name: field.isEmpty ? nil : String(decoding: field, as: UTF8.self),
                    concernsDirectory: mask & clinux_watch_self() != 0, endsWatch: mask & clinux_watch_ended() != 0,
                    isOverflow: mask & clinux_watch_overflow() != 0))
        }
        return events
    }
}
