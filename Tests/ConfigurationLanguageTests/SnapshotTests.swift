import ConfigurationLanguage
import Testing

@Suite("Snapshots of the configuration files")
struct SnapshotTests {
    private var sample: SourceSnapshot {
        var snapshot = SourceSnapshot(path: "/etc/lvsd/lvsd.conf", bytes: Array("include x\n".utf8))
        let place = SourceRange(file: 0, offset: 0, length: 9)
        _ = snapshot.append(SourceSnapshot.File(path: "é", bytes: [0, 255, 10], includedFrom: place))
        _ = snapshot.append(SourceSnapshot.File(path: "", bytes: []))
        return snapshot
    }

    @Test("decoding gives back what was encoded")
    func roundTrip() throws {
        #expect(try SourceSnapshot(decoding: sample.encoded()) == sample)
    }

    @Test("every truncation is an error")
    func truncation() {
        let bytes = sample.encoded()
        for length in bytes.indices {
            #expect(throws: SnapshotDecodingError.self) { try SourceSnapshot(decoding: Array(bytes[..<length])) }
        }
    }

    @Test("bytes behind the end are an error")
    func trailing() {
        #expect(throws: SnapshotDecodingError.trailingBytes) { try SourceSnapshot(decoding: sample.encoded() + [0]) }
    }

    @Test("counts and lengths beyond the limits, or beyond the bytes, are errors")
    func limits() {
        let magic = Array("lvsdcfg1".utf8)
        #expect(throws: SnapshotDecodingError.notASnapshot) { try SourceSnapshot(decoding: Array("lvsdcfg2".utf8) + [0, 0, 0, 1]) }
        #expect(throws: SnapshotDecodingError.empty) { try SourceSnapshot(decoding: magic + [0, 0, 0, 0]) }
        #expect(throws: SnapshotDecodingError.limitExceeded) { try SourceSnapshot(decoding: magic + [255, 255, 255, 255]) }
        #expect(throws: SnapshotDecodingError.truncated) { try SourceSnapshot(decoding: magic + [0, 0, 0, 1]) }
        let hugeText = magic + [0, 0, 0, 1] + [0, 0, 0, 0] + [255, 255, 255, 255] + Array(repeating: 255, count: 12)
        #expect(throws: SnapshotDecodingError.limitExceeded) { try SourceSnapshot(decoding: hugeText) }
    }

    @Test("mutated bytes never trap")
    func mutation() {
        let seed = UInt64.random(in: .min ... .max)
        var generator = MutationGenerator(state: seed)
        for _ in 0..<5_000 {
            var bytes = sample.encoded()
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(in: .min ... .max, using: &generator)
            }
            guard let decoded = try? SourceSnapshot(decoding: bytes) else { continue }
            #expect((try? SourceSnapshot(decoding: decoded.encoded())) == decoded, "seed \(seed)")
        }
    }
}

/// SplitMix64, so that a failure can be repeated from its seed.
struct MutationGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
