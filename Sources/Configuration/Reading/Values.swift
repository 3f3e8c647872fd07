internal import ConfigurationLanguage
internal import NetworkTypes

// Reading one word as a value of some type. Each function reports what is wrong and returns nil.

extension Reader {
    func place(_ word: Int, in statement: Int) -> SourceRange {
        tree.range(ofWord: word, in: statement)
    }

    func string(_ word: Int, in statement: Int) -> String {
        String(decoding: tree.text(ofWord: word, in: statement), as: UTF8.self)
    }

    /// A whole number that may be negative.
    mutating func signedNumber(_ word: Int, in statement: Int, _ range: ClosedRange<Int>) -> Int? {
        let text = tree.text(ofWord: word, in: statement)
        let isNegative = text.first == UInt8(ascii: "-")
        guard let size = Decimal.number(isNegative ? text.dropFirst() : text) else {
            invalidValue(word, in: statement, expected: "\(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        let value = isNegative ? -size : size
        if range.contains(value) { return value }
        report(
            .error, .outOfRange, "`\(string(word, in: statement))` is out of the range of `\(string(0, in: statement))`: \(range.lowerBound) to \(range.upperBound)",
            at: place(word, in: statement))
        return nil
    }

    func isWord(_ word: Int, in statement: Int, _ text: StaticString) -> Bool {
        let bytes = tree.text(ofWord: word, in: statement)
        // Most words that are compared have another length already.
        return text.utf8CodeUnitCount == bytes.count && text.withUTF8Buffer { $0.elementsEqual(bytes) }
    }

    private func shown(_ word: Int, in statement: Int) -> String {
        printable(tree.text(ofWord: word, in: statement))
    }

    private func keyword(of statement: Int) -> String {
        printable(tree.text(ofWord: 0, in: statement))
    }

    mutating func invalidValue(_ word: Int, in statement: Int, expected: String) {
        report(
            .error, .invalidValue, "`\(shown(word, in: statement))` is no value for `\(keyword(of: statement))`",
            at: place(word, in: statement), hint: slip(word, in: statement) ?? "expected: \(expected)")
    }

    /// What went wrong in writing a value that would be right otherwise.
    private func slip(_ word: Int, in statement: Int) -> String? {
        let text = tree.text(ofWord: word, in: statement)
        if let last = text.last, trailingMarks.contains(last), text.count > 1 { return "leave out the `\(printable([last]))`" }
        // U+2018 to U+201F, as word processors and web pages write quotes.
        if text.starts(with: [0xE2, 0x80]), text.count > 2, (0x98...0x9F).contains(text[text.startIndex + 2]) {
            return "write plain quotes"
        }
        if ForkKeywords.values.contains(string(word, in: statement)) {
            return "that is of other programs than keepalived (DPVS, LVS with full NAT); the kernel's IPVS has nothing like it"
        }
        return nil
    }

    /// A number with something behind it, as a unit.
    private func glued(_ word: Int, in statement: Int) -> String? {
        let text = tree.text(ofWord: word, in: statement)
        let digits = text.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: ".") }
        guard !digits.isEmpty, digits.count < text.count, Decimal.millionths(digits) != nil else { return nil }
        return "leave out `\(printable(text[digits.endIndex...]))`"
    }

    /// A whole number in decimal digits.
    mutating func number(_ word: Int, in statement: Int, _ range: ClosedRange<Int>) -> Int? {
        guard let value = Decimal.number(tree.text(ofWord: word, in: statement)) else {
            report(
                .error, .invalidNumber, "`\(shown(word, in: statement))` is not a whole number", at: place(word, in: statement),
                hint: slip(word, in: statement) ?? glued(word, in: statement)
                    ?? "`\(keyword(of: statement))` takes \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        if range.contains(value) { return value }
        report(
            .error, .outOfRange,
            "`\(shown(word, in: statement))` is out of the range of `\(keyword(of: statement))`: \(range.lowerBound) to \(range.upperBound)",
            at: place(word, in: statement))
        return nil
    }

    /// Seconds with up to six decimals.
    mutating func seconds(_ word: Int, in statement: Int, _ range: ClosedRange<Duration>) -> Duration? {
        let micros = Decimal.millionths(tree.text(ofWord: word, in: statement))
        if let micros {
            let value = Duration(secondsComponent: micros / 1_000_000, attosecondsComponent: micros % 1_000_000 * 1_000_000_000_000)
            if range.contains(value) { return value }
        }
        let bounds = "\(range.lowerBound.secondsText) to \(range.upperBound.secondsText)"
        if micros == nil {
            report(
                .error, .invalidNumber, "`\(shown(word, in: statement))` is not a number of seconds", at: place(word, in: statement),
                hint: slip(word, in: statement) ?? glued(word, in: statement).map { $0 + ": the number is one of seconds" }
                    ?? "`\(keyword(of: statement))` takes \(bounds), with up to six decimals")
        } else {
            report(
                .error, .outOfRange,
                "`\(shown(word, in: statement))` is out of the range of `\(keyword(of: statement))`: \(bounds) seconds",
                at: place(word, in: statement))
        }
        return nil
    }

    /// keepalived's booleans, in lower case only; an absent word means true.
    mutating func boolean(_ word: Int, in statement: Int) -> Bool? {
        if tree.wordCount(of: statement) <= word { return true }
        switch string(word, in: statement) {
        case "on", "true", "yes": return true
        case "off", "false", "no": return false
        default:
            invalidValue(word, in: statement, expected: "on, true, yes, off, false or no")
            return nil
        }
    }

    mutating func address(_ word: Int, in statement: Int) -> IPAddress? {
        if let address = IPAddress(utf8: tree.text(ofWord: word, in: statement)) { return address }
        invalidAddress(word, in: statement)
        return nil
    }

    mutating func invalidAddress(_ word: Int, in statement: Int) {
        report(
            .error, .invalidAddress, "`\(shown(word, in: statement))` is not an IP address", at: place(word, in: statement),
            hint: slip(word, in: statement) ?? addressSlip(word, in: statement))
    }

    private func addressSlip(_ word: Int, in statement: Int) -> String? {
        let text = tree.text(ofWord: word, in: statement)
        if let colon = text.lastIndex(of: UInt8(ascii: ":")), IPv4Address(utf8: text[..<colon]) != nil {
            return "write a space before the port instead of `:`"
        }
        let isLetter = { (byte: UInt8) in (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }
        if let first = text.first, isLetter(first), !text.contains(UInt8(ascii: ":")) {
            return "names are not looked up: write an address"
        }
        return nil
    }

    /// `ADDR [PORT]`; where there is no port, or it is 0, the port is nil.
    mutating func endpoint(_ word: Int, in statement: Int) -> (address: IPAddress, port: UInt16?)? {
        guard let address = address(word, in: statement) else { return nil }
        if tree.wordCount(of: statement) <= word + 1 { return (address, nil) }
        guard let port = number(word + 1, in: statement, 0...65535) else { return nil }
        return (address, port == 0 ? nil : UInt16(clamping: port))
    }

    /// The name of a network interface, as the kernel takes it: 1 to 15 bytes without `/` (dev_valid_name of net/core/dev.c).
    mutating func interfaceName(_ word: Int, in statement: Int) -> String? {
        guard let name = deviceName(word, in: statement) else { return nil }
        requirements.needInterface(name, at: place(word, in: statement))
        return name
    }

    /// What has the form of an interface's name without being one, as the label of an address.
    mutating func deviceName(_ word: Int, in statement: Int) -> String? {
        let bytes = tree.text(ofWord: word, in: statement)
        if (1...15).contains(bytes.count), bytes.allSatisfy({ $0 > 0x20 && $0 != UInt8(ascii: "/") && $0 != 0x7F }) {
            return string(word, in: statement)
        }
        report(
            .error, .invalidValue, "`\(shown(word, in: statement))` can't be the name of an interface", at: place(word, in: statement),
            hint: "such a name has 1 to 15 bytes, without blanks and `/`")
        return nil
    }

    /// What may stand in a Host header: printable ASCII without spaces, so that nothing can be smuggled into the request.
    mutating func hostName(_ word: Int, in statement: Int) -> String? {
        let bytes = tree.text(ofWord: word, in: statement)
        if (1...255).contains(bytes.count), bytes.allSatisfy({ (0x21...0x7E).contains($0) }) { return string(word, in: statement) }
        invalidValue(word, in: statement, expected: "a host name")
        return nil
    }
}

/// What other languages put behind a statement or a word.
let trailingMarks: [UInt8] = [UInt8(ascii: ";"), UInt8(ascii: ","), UInt8(ascii: ":")]

/// Decimal numbers from bytes.
enum Decimal {
    /// Digits only, at most 15 of them.
    static func number(_ text: ArraySlice<UInt8>) -> Int? {
        if text.isEmpty || text.count > 15 { return nil }
        var value = 0
        for byte in text {
            guard let digit = digit(byte) else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// A number with at most six decimals, in millionths. `.5` and `5.` are accepted as strtod(3) accepts them.
    static func millionths(_ text: ArraySlice<UInt8>) -> Int64? {
        guard text.count <= 20, let point = text.firstIndex(of: UInt8(ascii: ".")) else {
            return number(text).flatMap(scaled)
        }
        let whole = text[..<point]
        let fraction = text[(point + 1)...]
        if whole.isEmpty && fraction.isEmpty || fraction.count > 6 { return nil }
        guard let seconds = whole.isEmpty ? 0 : number(whole), let base = scaled(seconds) else { return nil }
        var micros: Int64 = 0
        var unit: Int64 = 100_000
        for byte in fraction {
            guard let digit = digit(byte) else { return nil }
            micros += Int64(digit) * unit
            unit /= 10
        }
        return base + micros
    }

    private static func scaled(_ seconds: Int) -> Int64? {
        // Nobody means ten million years; and the sum with a fraction must not overflow.
        seconds > 1_000_000_000_000 ? nil : Int64(seconds) * 1_000_000
    }

    private static func digit(_ byte: UInt8) -> Int? {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? Int(byte - UInt8(ascii: "0")) : nil
    }
}
