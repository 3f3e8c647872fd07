/// The escapes of regular expressions and of scripts' command lines: `\a \b \E \f \n \r \t \v`, up to three octal digits, `\x` with hexadecimal digits, `\cC` for a
/// control character; before any other byte a backslash only takes its meaning. As keepalived 2.2.7 was seen to read them.
public enum EscapeSequences {
    /// All escapes of a text replaced by what they mean. A backslash at the end stays.
    public static func decoded(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var position = 0
        while position < text.count {
            if text[position] == UInt8(ascii: "\\"), position + 1 < text.count {
                result.append(read(text, behindBackslash: &position))
            } else {
                result.append(text[position])
                position += 1
            }
        }
        return result
    }

    /// What the escape at `position` means; moves `position` behind it.
    ///
    /// - Parameter position: of the backslash, which must not be the last byte.
    static func read(_ text: [UInt8], behindBackslash position: inout Int) -> UInt8 {
        let letter = text[position + 1]
        position += 2
        switch letter {
        case UInt8(ascii: "a"): return 0x07
        case UInt8(ascii: "b"): return 0x08
        case UInt8(ascii: "E"): return 0x1B
        case UInt8(ascii: "f"): return 0x0C
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "v"): return 0x0B
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            position -= 1
            return number(text, &position, radix: 8, atMost: 3) ?? letter
        case UInt8(ascii: "x"): return number(text, &position, radix: 16, atMost: text.count) ?? letter
        case UInt8(ascii: "c") where position < text.count:
            position += 1
            return text[position - 1] & 0x1F
        default: return letter
        }
    }

    /// The low eight bits of the digits from `position` on; nil where there is none.
    private static func number(_ text: [UInt8], _ position: inout Int, radix: UInt8, atMost limit: Int) -> UInt8? {
        var value: UInt8?
        var count = 0
        while count < limit, position < text.count, let digit = Hexadecimal.value(ofDigit: text[position]), digit < radix {
            value = (value ?? 0) &* radix &+ digit
            position += 1
            count += 1
        }
        return value
    }
}
