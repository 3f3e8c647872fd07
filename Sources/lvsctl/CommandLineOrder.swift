/// What stands on the command line, in the order in which the parser takes it: an option of every command may come before the command too, as
/// with systemctl(1) and ip(8).
struct CommandLineOrder {
    /// The words, options of every command last.
    private(set) var arguments: [String]
    /// The word at the command's place that is no command; nil where there is one, or none is given.
    private(set) var unknownCommand: String?

    /// - Parameters:
    ///   - words: without the program's name.
    ///   - commands: the names of all commands.
    ///   - globalOptions: options with a value that every command takes, with their dashes.
    init(_ words: [String], commands: Set<String>, globalOptions: Set<String>) {
        var rest = words[...]
        var moved: [String] = []
        while let word = rest.first {
            if globalOptions.contains(word), rest.count > 1 {
                moved += rest.prefix(2)
                rest = rest.dropFirst(2)
            } else if let sign = word.firstIndex(of: "="), globalOptions.contains(String(word[..<sign])) {
                moved.append(word)
                rest = rest.dropFirst()
            } else {
                break
            }
        }
        if let word = rest.first, !word.hasPrefix("-"), !commands.contains(word) { unknownCommand = word }
        // It asks no daemon, and takes no such options.
        if rest.first == "help" { moved = [] }
        // Behind this word nothing is an option.
        let end = rest.firstIndex(of: "--") ?? rest.endIndex
        arguments = rest[..<end] + moved + rest[end...]
    }
}
