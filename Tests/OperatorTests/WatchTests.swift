import JSONReading
import NetworkTypes
import Testing

@testable import lvsctl

@Suite("The full-screen view")
struct WatchTests {
    private func model(realServers count: Int = 3) throws -> WatchModel {
        var status = Status()
        let servers = (0..<count).map { number in
            #"{"virtualServer":"192.0.2.1 80 tcp","name":"10.0.0.\#(number):80","state":"\#(number == 1 ? "down" : "up")","weight":1,"configuredWeight":1,"activeConnections":\#(number)}"#
        }
        for reply in [
            #"{"daemon":{"version":"1.0","startedAt":0}}"#, #"{"virtualRouters":[{"name":"VI_1","state":"MASTER","priority":100}]}"#,
            #"{"virtualServers":[{"name":"192.0.2.1 80 tcp","isUp":true,"quorum":1,"realServersUp":2,"realServers":3}]}"#,
            #"{"realServers":[\#(servers.joined(separator: ","))]}"#,
        ] { status.add(try JSONReader.value(of: Array(reply.utf8))) }
        var model = WatchModel()
        model.show(status)
        return model
    }

    private func names(_ model: WatchModel) -> [String] { model.rows.map { ($0.cells[0] ?? "").split(separator: " ").joined(separator: " ") } }

    private func screen(_ model: WatchModel, _ rows: Int = 24, _ columns: Int = 80) -> [String] {
        WatchScreen(model: model, rows: rows, columns: columns, style: .plain).lines
    }

    @Test("Instances stand first, real servers under their virtual server")
    func lists() throws {
        #expect(names(try model()) == ["VI_1", "192.0.2.1 80 tcp", "10.0.0.0:80", "10.0.0.1:80", "10.0.0.2:80"])
    }

    @Test("s sorts: what is bad first, then by connections")
    func sorts() throws {
        var model = try model()
        _ = model.press(.character("s"))
        #expect(names(model).suffix(3) == ["10.0.0.1:80", "10.0.0.0:80", "10.0.0.2:80"])
        _ = model.press(.character("s"))
        #expect(names(model).suffix(3) == ["10.0.0.2:80", "10.0.0.1:80", "10.0.0.0:80"])
    }

    @Test("/ filters as one types; a real server that fits keeps its virtual server; Esc shows all again")
    func filters() throws {
        var model = try model()
        for key in [Key.character("/"), .character("0"), .character("."), .character("1"), .character(":")] { _ = model.press(key) }
        #expect(names(model) == ["192.0.2.1 80 tcp", "10.0.0.1:80"])
        #expect(screen(model).contains { $0.contains("filter: 0.1:_") })
        // While one types, q is a letter.
        let stays = model.press(.character("q"))
        #expect(stays && model.rows.isEmpty)
        _ = model.press(.escape)
        #expect(names(model).count == 5)
    }

    @Test("Enter opens the chosen one with all that is known of it, Esc goes back, q leaves")
    func opens() throws {
        var model = try model()
        for _ in 0..<3 { _ = model.press(.down) }
        _ = model.press(.enter)
        let text = screen(model)
        #expect(text.contains { $0.contains("10.0.0.1:80") } && text.contains { $0.contains(#""state": "down""#) })
        _ = model.press(.escape)
        #expect(model.opened == nil)
        let stays = model.press(.character("q"))
        #expect(!stays)
    }

    @Test("Whatever keys are pressed on whatever terminal, the screen fits and nothing traps", arguments: [(24, 80), (5, 20), (1, 1), (60, 250)])
    func fits(_ rows: Int, _ columns: Int) throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let keys: [Key] = [.up, .down, .pageUp, .pageDown, .home, .end, .enter, .escape, .backspace] + "s/jkgG1x".map { .character($0) }
        for count in [0, 1, 100] {
            var model = try model(realServers: count)
            for _ in 0..<300 {
                _ = model.press(keys.randomElement(using: &generator) ?? .up)
                if Int.random(in: 0..<20, using: &generator) == 0 { model.show(try self.model(realServers: Int.random(in: 0..<50, using: &generator)).status) }
                let lines = screen(model, rows, columns)
                #expect(lines.count <= rows && lines.allSatisfy { $0.count <= columns }, "seed \(seed)")
            }
        }
    }

    @Test("A daemon that has gone is said to have, with the last state left on the screen")
    func loses() throws {
        var model = try model()
        model.show(problem: "no daemon answers")
        let text = screen(model)
        #expect(text.contains { $0.contains("! no daemon answers") } && text.contains { $0.contains("VI_1") })
    }

    @Test("Keys as terminals send them", arguments: [
        ([0x1B, 0x5B, 0x41], [Key.up]), ([0x1B, 0x4F, 0x42], [.down]), ([0x1B], [.escape]), ([0x1B, 0x5B, 0x35, 0x7E], [.pageUp]), ([0x0D], [.enter]),
        ([0x7F], [.backspace]), ([0x71, 0x73], [.character("q"), .character("s")]), ([0x1B, 0x5B], []), ([0xC3, 0xA4], []), ([0x03], [.character("q")]),
    ])
    func keys(_ bytes: [UInt8], _ keys: [Key]) {
        #expect(Key.keys(in: bytes) == keys)
    }
}
