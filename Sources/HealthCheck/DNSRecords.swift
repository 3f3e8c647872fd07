internal import NetworkTypes

/// The records of one type in the answer section of a message (RFC 1035 section 4.1.3).
///
/// Reads are checked, and no name is followed further than its 255 bytes allow: whatever the bytes are, it ends.
struct DNSRecords {
    private(set) var values: [DNSValue] = []

    /// Nil where the message can't be read.
    init?(of type: DNSRecordType, in message: Span<UInt8>) {
        guard let questions = message.bigEndianUInt16(at: 4), let answers = message.bigEndianUInt16(at: 6) else { return nil }
        var position = DNSLimits.headerLength
        for _ in 0..<questions {
            guard DNSName(in: message, at: &position) != nil else { return nil }
            position += 4
            if position > message.count { return nil }
        }
        for _ in 0..<min(Int(answers), DNSLimits.records) {
            guard DNSName(in: message, at: &position) != nil, let found = message.bigEndianUInt16(at: position),
                let owner = message.bigEndianUInt16(at: position + 2), let length = message.bigEndianUInt16(at: position + 8)
            else { return nil }
            let start = position + 10
            position = start + Int(length)
            if position > message.count { return nil }
            guard found == type.rawValue, owner == DNSLimits.internetClass else { continue }
            guard let value = Self.value(type, in: message, start..<position) else { return nil }
            values.append(contentsOf: value)
        }
    }

    /// Nil where the record can't be read; empty for types whose records aren't compared.
    private static func value(_ type: DNSRecordType, in message: Span<UInt8>, _ data: Range<Int>) -> [DNSValue]? {
        switch type {
        case .a:
            guard data.count == 4, let bits = message.bigEndianUInt32(at: data.lowerBound) else { return nil }
            return [.address(.v4(IPv4Address(bits: bits)))]
        case .aaaa:
            let words = stride(from: data.lowerBound, to: data.upperBound, by: 4).compactMap { message.bigEndianUInt32(at: $0).map(UInt64.init) }
            guard data.count == 16, words.count == 4 else { return nil }
            return [.address(.v6(IPv6Address(high: words[0] << 32 | words[1], low: words[2] << 32 | words[3])))]
        case .ns, .cname, .soa:
            var position = data.lowerBound
            return DNSName(in: message, at: &position).map { [.name($0)] }
        case .mx:
            var position = data.lowerBound + 2
            guard data.count > 2, let preference = message.bigEndianUInt16(at: data.lowerBound) else { return nil }
            return DNSName(in: message, at: &position).map { [.exchange(preference: preference, $0)] }
        case .txt: return message.array(data).flatMap(strings).map { [.text($0)] }
        case .rrsig, .dnskey: return []
        }
    }

    /// Strings, each behind its length.
    private static func strings(_ data: [UInt8]) -> [UInt8]? {
        var text: [UInt8] = []
        var position = 0
        while position < data.count {
            let end = position + 1 + Int(data[position])
            if end > data.count { return nil }
            text += data[position + 1..<end]
            position = end
        }
        return text
    }
}

extension DNSName {
    /// Reads the name at `position`, which moves behind it, or behind the pointer that ends it (RFC 1035 section 4.1.4).
    ///
    /// A pointer must lead back before the place where it was found, so that there is no circle.
    init?(in message: Span<UInt8>, at position: inout Int) {
        var labels: [[UInt8]] = []
        var length = 1
        var place = position
        var hasJumped = false
        while let first = message.byte(at: place) {
            switch first >> 6 {
            case 0:
                let end = place + 1 + Int(first)
                if !hasJumped { position = end }
                if first == 0 {
                    self.init(labels: labels)
                    return
                }
                length += Int(first) + 1
                guard length <= 255, let label = message.array(place + 1..<end) else { return nil }
                labels.append(label)
                place = end
            case 3:
                guard let pointer = message.bigEndianUInt16(at: place), Int(pointer & 0x3FFF) < place else { return nil }
                if !hasJumped { position = place + 2 }
                hasJumped = true
                place = Int(pointer & 0x3FFF)
            default: return nil
            }
        }
        return nil
    }

    /// Names are compared without regard to case (RFC 4343).
    func isSame(as other: DNSName) -> Bool {
        labels.count == other.labels.count && zip(labels, other.labels).allSatisfy { $0.map(Self.lowercased) == $1.map(Self.lowercased) }
    }

    static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
