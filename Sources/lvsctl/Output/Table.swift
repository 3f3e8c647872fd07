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
    /// - Parameters:
    ///   - indentation: before each of them.
    ///   - width: of the screen: what is too wide for it is shortened in the middle of its longest cells. nil: nothing is shortened.
    func lines(_ style: Style = .plain, indentation: String = "", width: Int? = nil) -> [String] {
        var all = [headings] + rows
        var widths = headings.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        if let width { Self.fit(&all, &widths, into: width - indentation.count) }
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

extension Table {
    /// A cell isn't made shorter than this.
    private static let shortest = 20

    private static func fit(_ rows: inout [[String]], _ widths: inout [Int], into width: Int) {
        for _ in widths {
            let excess = widths.reduce(2 * (widths.count - 1), +) - width
            guard excess > 0, let column = widths.indices.max(by: { widths[$0] < widths[$1] }), widths[column] > shortest else { return }
            let room = max(shortest, widths[column] - excess)
            for row in rows.indices { rows[row][column] = rows[row][column].shortened(to: room) }
            widths[column] = rows.map { $0[column].count }.max() ?? 0
        }
    }
}

extension String {
    /// With `..` for its middle where it is longer.
    fileprivate func shortened(to length: Int) -> String {
        guard count > length else { return self }
        let kept = max(0, length - 2)
        return prefix(kept - kept / 2) + ".." + suffix(kept / 2)
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
