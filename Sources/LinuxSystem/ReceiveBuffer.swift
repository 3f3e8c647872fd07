internal import Glibc
public import NetworkTypes

extension ReceiveBufferSize {
    /// Sets the size of a socket's buffer. The kernel doubles the number for what it needs itself (socket(7)); where it doesn't allow to
    /// exceed the limit, the limit is taken.
    public func apply(to descriptor: Int32) {
        guard let bytes else { return }
        var value = Int32(clamping: bytes)
        let size = socklen_t(MemoryLayout<Int32>.size)
        if exceedsLimit, setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &value, size) == 0 { return }
        setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &value, size)
    }
}
