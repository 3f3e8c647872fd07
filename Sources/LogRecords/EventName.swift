/// What machines call an event: the name of its case, in words with `_` between (`entered_master`).
public enum EventName {
    /// - Parameter event: a value of an enumeration.
    public static func of(_ event: some Any) -> String {
        let mirror = Mirror(reflecting: event)
        guard mirror.displayStyle == .enum else { return "" }
        // A case without values is described by its name, unless it describes itself.
        let name = mirror.children.first?.label ?? "\(event)"
        var words = ""
        for character in name {
            if character.isUppercase, !words.isEmpty { words += "_" }
            words += character.lowercased()
        }
        return words
    }
}
