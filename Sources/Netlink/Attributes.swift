public import CNetlink

/// Reading the payload of attributes: every read checks the length that the attribute claims.
extension UnsafeMutablePointer where Pointee == nlattr {
    private var payload: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: nla_data(self), count: max(0, Int(nla_len(self))))
    }

    public var bytes: [UInt8] { Array(payload) }

    public var uint8: UInt8? { payload.first }

    public var uint16: UInt16? { payload.count >= 2 ? payload.loadUnaligned(as: UInt16.self) : nil }

    public var uint32: UInt32? { payload.count >= 4 ? payload.loadUnaligned(as: UInt32.self) : nil }

    public var uint64: UInt64? { payload.count >= 8 ? payload.loadUnaligned(as: UInt64.self) : nil }

    /// The text up to the first zero byte.
    public var text: String? {
        let bytes = payload.prefix { $0 != 0 }
        return String(validating: bytes, as: UTF8.self)
    }
}

/// The attributes of one level, by type.
public struct NetlinkAttributes {
    private var table: [UnsafeMutablePointer<nlattr>?]

    /// The attributes nested in `attribute`; nil where they don't parse.
    public init?(nestedIn attribute: UnsafeMutablePointer<nlattr>?, highest: Int) {
        guard let attribute else { return nil }
        table = Array(repeating: nil, count: highest + 1)
        if table.withUnsafeMutableBufferPointer({ nla_parse_nested($0.baseAddress, Int32(highest), attribute, nil) }) < 0 { return nil }
    }

    /// The attributes of a message behind a fixed header of `headerLength` bytes.
    public init?(of message: UnsafeMutablePointer<nlmsghdr>, headerLength: Int, highest: Int) {
        table = Array(repeating: nil, count: highest + 1)
        if table.withUnsafeMutableBufferPointer({ nlmsg_parse(message, Int32(headerLength), $0.baseAddress, Int32(highest), nil) }) < 0 { return nil }
    }

    public subscript(type: Int) -> UnsafeMutablePointer<nlattr>? {
        table.indices.contains(type) ? table[type] : nil
    }
}
