internal import CLinux
internal import Glibc

/// Options in the manner of getopt_long(3): letters in clusters, long names, abbreviations.
public enum CommandLineOptions {
    public enum Argument: Int32, Sendable {
        case none = 0
        case required = 1
        case optional = 2
    }

    /// One option that the program knows.
    public struct Option: Sendable {
        public var name: String
        /// nil for an option with a long name only.
        public var letter: Character?
        public var argument: Argument

        public init(_ name: String, _ letter: Character? = nil, _ argument: Argument = .none) {
            self.name = name
            self.letter = letter
            self.argument = argument
        }
    }

    /// What the user wrote.
    public struct Parsed: Sendable {
        /// The options by their long names, in order, with their arguments.
        public var options: [(name: String, argument: String?)] = []
        /// What stands behind the options.
        public var operands: [String] = []
        /// Whether an option wasn't known or lacked its argument; the C library has said so on standard error.
        public var hasErrors = false
    }

    /// - Parameter arguments: the program's name first.
    public static func parse(_ arguments: [String], _ known: [Option]) -> Parsed {
        var letters = ""
        for option in known {
            guard let letter = option.letter else { continue }
            letters += String(letter) + String(repeating: ":", count: Int(option.argument.rawValue))
        }
        var argumentPointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        let names = known.map { strdup($0.name) }
        defer {
            for pointer in argumentPointers + names { free(pointer) }
        }
        // A value beyond every letter tells options apart by their index.
        var longOptions = zip(known, names).enumerated().map { index, pair in
            option(name: UnsafePointer(pair.1), has_arg: pair.0.argument.rawValue, flag: nil, val: 1000 + Int32(index))
        }
        longOptions.append(option())
        var parsed = Parsed()
        while true {
            let found = argumentPointers.withUnsafeMutableBufferPointer { pointers in
                pointers.baseAddress.map { getopt_long(Int32(arguments.count), $0, letters, longOptions, nil) } ?? -1
            }
            if found == -1 { break }
            let index = found >= 1000 ? Int(found) - 1000 : known.firstIndex { $0.letter?.asciiValue == UInt8(truncatingIfNeeded: found) }
            guard let index, known.indices.contains(index) else {
                parsed.hasErrors = true
                continue
            }
            parsed.options.append((known[index].name, clinux_option_argument().map { String(cString: $0) }))
        }
        // getopt_long moves what is no option to the end.
        parsed.operands = argumentPointers[Int(clinux_option_index())...].compactMap { $0.map { String(cString: $0) } }
        return parsed
    }
}

/// Text on the standard streams, for what is said before or instead of logging.
public enum Console {
    public static func print(_ text: String) {
        write(STDOUT_FILENO, Array(text.utf8))
    }

    /// Bytes that need not be UTF-8.
    public static func print(_ bytes: [UInt8]) {
        write(STDOUT_FILENO, bytes)
    }

    /// Standard error is a terminal that knows colours, and nobody has turned them off (no-color.org).
    public static var errorTakesColours: Bool { takesColours(STDERR_FILENO) }

    /// The same of standard output.
    public static var outputTakesColours: Bool { takesColours(STDOUT_FILENO) }

    private static func takesColours(_ descriptor: Int32) -> Bool {
        isatty(descriptor) == 1 && getenv("NO_COLOR") == nil && getenv("TERM").map { String(cString: $0) != "dumb" } ?? false
    }

    public static func printError(_ text: String) {
        write(STDERR_FILENO, Array(text.utf8))
    }

    private static func write(_ descriptor: Int32, _ bytes: [UInt8]) {
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + offset, bytes.count - offset) }
            if count < 0, errno != EINTR { return }
            offset += max(0, count)
        }
    }
}
