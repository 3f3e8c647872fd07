/// A key as a terminal sends it.
enum Key: Hashable {
    case character(Character)
    case enter, escape, backspace, up, down, pageUp, pageDown, home, end

    /// The keys in what was typed (xterm's sequences; what isn't known is left out).
    static func keys(in bytes: [UInt8]) -> [Key] {
        var keys: [Key] = []
        var rest = bytes[...]
        while let byte = rest.popFirst() {
            switch byte {
            case 0x1B:
                guard let next = rest.first, next == UInt8(ascii: "[") || next == UInt8(ascii: "O") else {
                    keys.append(.escape)
                    continue
                }
                rest.removeFirst()
                let parameters = rest.prefix { !(0x40...0x7E).contains($0) }
                rest = rest.dropFirst(parameters.count)
                let final = rest.popFirst()
                if let key = named(final, String(decoding: parameters, as: UTF8.self)) { keys.append(key) }
            case 0x0D, 0x0A: keys.append(.enter)
            case 0x7F, 0x08: keys.append(.backspace)
            // Control-C, where the terminal doesn't make a signal of it.
            case 0x03: keys.append(.character("q"))
            case 0x20...0x7E: keys.append(.character(Character(UnicodeScalar(byte))))
            default: continue
            }
        }
        return keys
    }

    private static func named(_ final: UInt8?, _ parameters: String) -> Key? {
        switch (final, parameters) {
        case (UInt8(ascii: "A"), _): .up
        case (UInt8(ascii: "B"), _): .down
        case (UInt8(ascii: "H"), _), (UInt8(ascii: "~"), "1"): .home
        case (UInt8(ascii: "F"), _), (UInt8(ascii: "~"), "4"): .end
        case (UInt8(ascii: "~"), "5"): .pageUp
        case (UInt8(ascii: "~"), "6"): .pageDown
        default: nil
        }
    }
}
