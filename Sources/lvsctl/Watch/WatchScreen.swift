internal import NetworkTypes

/// A `WatchModel` as the lines of a terminal: as many as it has, none wider than it is.
struct WatchScreen {
    var model: WatchModel
    var rows: Int
    var columns: Int
    var style: Style

    var lines: [String] {
        let top = header
        let bottom = [cut(footer)]
        let room = max(1, rows - top.count - bottom.count)
        var body = model.opened == nil ? list(room) : object(room)
        body += Array(repeating: "", count: max(0, room - body.count))
        return Array((top + body.prefix(room) + bottom).prefix(rows))
    }

    private func cut(_ text: String) -> String {
        let line = Printable.line(text)
        return line.count <= columns ? line : String(line.prefix(max(0, columns - 1))) + ">"
    }

    /// What the daemon says first: who it is, and the first warnings.
    private var header: [String] {
        let daemon = model.status.daemon
        let up = Words.age(daemon["startedAt"]?.number, now: model.now).map { " up \($0)" } ?? ""
        let warnings = model.status.list("warnings")
        let order = model.order == .configured ? "" : "  by \(model.order.rawValue)"
        let filter = model.filter.isEmpty && !model.isTypingFilter ? "" : "  filter: \(model.filter)\(model.isTypingFilter ? "_" : "")"
        var lines = [style.heading(cut("lvsd \(Words.text(daemon["version"]) ?? "")\(up)  warnings: \(warnings.count)\(order)\(filter)"))]
        if let problem = model.problem { lines.append(style.bad(cut("! " + problem))) }
        lines += warnings.prefix(max(0, min(3, rows / 8))).map { style.warning(cut("! " + ($0["message"]?.string ?? "?"))) }
        return lines
    }

    private var footer: String {
        if model.isTypingFilter { return "type a part of a name, a state ...; Enter: done  Esc: no filter" }
        if model.opened != nil { return "up/down: scroll  Esc: back  q: quit" }
        return "up/down: choose  Enter: open  s: sort  /: filter  q: quit"
    }

    // MARK: List

    private func list(_ room: Int) -> [String] {
        var table = Table("NAME", "STATE", "FOR#", "WEIGHT#", "CHECK", "LATENCY#", "ACTIVE#", "CONN/S#")
        let rows = model.rows
        // The chosen line stays in the middle, so far as there are lines on both sides.
        let visible = max(1, room - 1)
        let first = max(0, min(model.selection - visible / 2, rows.count - visible))
        let shown = rows[first..<min(rows.count, first + visible)]
        for row in shown { table.add(row.cells.map(shortened)) }
        if table.isEmpty { return [cut(model.problem == nil ? "Nothing to show." : "")] }
        let lines = table.lines()
        return [style.heading(cut(lines[0]))]
            + zip(lines.dropFirst(), shown.indices).map { line, index in
                let isChosen = index == model.selection
                let text = cut((isChosen ? ">" : " ") + line)
                if isChosen { return style.chosen(text) }
                return rows[index].isBad ? style.bad(text) : text
            }
    }

    /// A long result of a check must not push the numbers off a narrow screen.
    private func shortened(_ cell: String?) -> String? {
        let widest = max(8, columns * 3 / 8)
        return cell.map { $0.count <= widest ? $0 : String($0.prefix(widest - 1)) + "~" }
    }

    // MARK: Object

    private func object(_ room: Int) -> [String] {
        guard let (name, offset) = model.opened else { return [] }
        let row = model.rows.first { WatchModel.fullName(of: $0.object) == name }
        guard let row else { return [cut(name), "", cut("It isn't there any more.")] }
        let text = row.object.text.split(separator: "\n").dropFirst().dropLast().map { cut(String($0.dropFirst(2))) }
        let visible = max(1, room - 1)
        let first = max(0, min(offset, text.count - visible))
        return [style.heading(cut(name))] + text.dropFirst(first).prefix(visible)
    }
}
