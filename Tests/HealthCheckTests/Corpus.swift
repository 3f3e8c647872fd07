import Foundation
import NetworkTypes

/// The bytes under Tests/Corpora/FOLDER, one reply of a server in each file. The name begins with what becomes of it: `ok-`, `bad-` or,
/// where DNS has to go on over TCP, `truncated-`.
struct Corpus {
    let entries: [(name: String, bytes: [UInt8])]

    /// How many changed replies are tried; a long search sets LVSD_FUZZ_ROUNDS.
    static let rounds = ProcessInfo.processInfo.environment["LVSD_FUZZ_ROUNDS"].flatMap { Int($0) } ?? 400

    init(_ folder: String) throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Corpora").appending(path: folder)
        entries = try FileManager.default.contentsOfDirectory(atPath: path.path).sorted().map { name in
            (name, Array(try Data(contentsOf: path.appending(path: name))))
        }
    }

    /// One of them with bytes changed, left out, repeated and cut off.
    func mutated(_ generator: inout SeededGenerator) -> (name: String, bytes: [UInt8]) {
        guard let entry = entries.randomElement(using: &generator) else { return ("", []) }
        var bytes = entry.bytes
        for _ in 0..<Int.random(in: 1...5, using: &generator) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
            case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 2: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...8, using: &generator)))
            case 3: bytes.insert(contentsOf: bytes[place...].prefix(Int.random(in: 1...16, using: &generator)), at: place)
            case 4: bytes[place] = [0x00, 0xFF, 0xC0, 0x0C, 0x0D, 0x0A, 0x20, 0x3A, 0x2D, 0x30, 0x39].randomElement(using: &generator) ?? 0
            default: bytes.removeSubrange(place...)
            }
        }
        return (entry.name, bytes)
    }
}
