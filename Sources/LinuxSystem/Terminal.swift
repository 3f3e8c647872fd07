internal import CLinux
internal import Glibc

extension Console {
    /// How many characters a line of the terminal has; nil where standard output is none.
    public static var outputColumns: Int? {
        var rows: Int32 = 0
        var columns: Int32 = 0
        guard isatty(STDOUT_FILENO) == 1, clinux_terminal_size(STDOUT_FILENO, &rows, &columns) == 0, columns > 0 else { return nil }
        return Int(columns)
    }
}

/// The terminal of a full-screen program: keys come one by one, the whole screen is written at once.
public struct Terminal: ~Copyable {
    /// Takes the terminal over: its screen and mode come back when this value goes.
    ///
    /// - Returns: nil where standard input and output are no terminal.
    public init?() {
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1, clinux_terminal_raw(STDIN_FILENO) == 0 else { return nil }
        // The alternate screen, without a cursor (xterm's private modes, which tmux and the console know).
        Console.print("\u{1B}[?1049h\u{1B}[?25l")
    }

    deinit {
        clinux_terminal_restore()
    }

    /// In characters; 24 by 80 where the terminal doesn't say.
    public borrowing func size() -> (rows: Int, columns: Int) {
        var rows: Int32 = 0
        var columns: Int32 = 0
        guard clinux_terminal_size(STDOUT_FILENO, &rows, &columns) == 0, rows > 0, columns > 0 else { return (24, 80) }
        return (Int(rows), Int(columns))
    }

    /// What was typed, waiting at most so long; nothing where nothing was, nil where the terminal is gone.
    public borrowing func input(milliseconds: Int) -> [UInt8]? {
        guard clinux_wait_for_input(STDIN_FILENO, Int32(clamping: milliseconds)) == 1 else { return [] }
        var room = [UInt8](repeating: 0, count: 256)
        let count = room.withUnsafeMutableBytes { read(STDIN_FILENO, $0.baseAddress, $0.count) }
        return count > 0 ? Array(room[..<count]) : nil
    }

    /// Replaces what is on the screen.
    public borrowing func show(_ lines: [String]) {
        // Line by line, each cleared behind its end: nothing flickers.
        Console.print("\u{1B}[H" + lines.map { $0 + "\u{1B}[0m\u{1B}[K" }.joined(separator: "\r\n") + "\u{1B}[J")
    }
}
