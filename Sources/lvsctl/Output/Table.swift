/// Rows in columns, as wide as what stands in them.
struct Table {
    private let headings: [String]
    private var rows: [[String]] = []
    /// Columns of numbers stand to the right.
    private let numeric: Set<Int>

    /// - Parameter headings: those of columns with numbers end with a `#`, which isn't shown.
    init(_ headings: String...) {
        self.init(headings: headings)
    }

    init(headings: [String]) {
        numeric = Set(headings.indices.filter { headings[$0].hasSuffix("#") })
        self.headings = headings.map { $0.hasSuffix("#") ? String($0.dropLast()) : $0 }
    }

    var isEmpty: Bool { rows.isEmpty }

    mutating func add(_ row: [String?]) {
        rows.append(row.map { $0.map(Printable.line) ?? "-" })
    }

    /// The lines, the headings first.
    ///
    /// - Parameter indentation: before each of them.
    func lines(_ style: Style = .plain, indentation: String = "") -> [String] {
        let all = [headings] + rows
        let widths = headings.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.enumerated().map { number, row in
            var line = indentation
            for (column, cell) in row.enumerated() {
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                let isLast = column == row.count - 1
                line += numeric.contains(column) ? padding + cell : cell + (isLast ? "" : padding)
                if !isLast { line += "  " }
            }
            return number == 0 ? style.heading(line) : line
        }
    }
}

/// What came from elsewhere is shown without control characters: they could lie to whoever reads the terminal.
enum Printable {
    static func line(_ text: String) -> String {
        if text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }) { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) ? $0 : "?" }))
    }
}

/// Colours where a terminal takes them.
struct Style {
    var colours: Bool

    static let plain = Style(colours: false)

    private func wrapped(_ text: String, _ code: String) -> String {
        colours ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }

    func heading(_ text: String) -> String { wrapped(text, "1") }
    func warning(_ text: String) -> String { wrapped(text, "33") }
    /// Shown in reverse; without colours it has its mark.
    func chosen(_ text: String) -> String { wrapped(text, "7") }
    func bad(_ text: String) -> String { wrapped(text, "31") }
}
