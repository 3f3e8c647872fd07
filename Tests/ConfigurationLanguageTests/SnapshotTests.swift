import ConfigurationLanguage
import Testing

@Suite("Snapshots of the configuration files")
struct SnapshotTests {
    private var sample: SourceSnapshot {
        let reader = MemoryReader(["/etc/lvsd/é": "x ${_ENV HOME} ${_ENV NOSUCH}"], environment: ["HOME": "/root"])
        var file = SourceSnapshot(path: "/etc/lvsd/lvsd.conf", bytes: Array("include {é,nosuch}\ninclude *.conf\n".utf8))
        file.settings = SourceSnapshot.Settings(
            configurationID: "d1", workingDirectory: "/tmp", randomSeed: 0x0123_4567_89AB_CDEF, requiresEveryFile: true)
        return SyntaxTree.load(file, grammar: SampleGrammar(), reader: reader).snapshot
    }

    @Test("decoding gives back what was encoded")
    func roundTrip() throws {
        #expect(try SourceSnapshot(decoding: sample.encoded()) == sample)
    }

    @Test("a large text goes out as it stands, and after a write that fails there is no other")
    func encodedPieces() {
        let large = SourceSnapshot(path: "large", bytes: [UInt8](repeating: 32, count: 1 << 16))
        var pieces: [[UInt8]] = []
        large.encode { pieces.append($0) }
        #expect(pieces.contains(large.files[0].bytes))
        #expect(Array(pieces.joined()) == large.encoded())
        struct Full: Error {}
        var writes = 0
        #expect(throws: Full.self) {
            try large.encode { _ throws(Full) in
                writes += 1
                throw Full()
            }
        }
        #expect(writes == 1)
    }

    @Test("taken a piece at a time it is the same, and a source that ends early is none")
    func pieces() throws {
        let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let large = SourceSnapshot(path: "large", bytes: bytes)
        for snapshot in [sample, large] {
            let encoded = snapshot.encoded()
            var decoding = StagedDecoding(size: encoded.count)
            var (steps, longest) = (0, 0)
            var result: SourceSnapshot?
            while result == nil {
                result = try decoding.proceed { position, count in
                    longest = max(longest, count)
                    return Array(encoded[position..<min(position + count, encoded.count)])
                }
                steps += 1
            }
            #expect(result == snapshot)
            #expect(longest <= 1 << 16)
            #expect(steps >= bytes.count >> 16 || snapshot == sample)
            var short = StagedDecoding(size: encoded.count)
            #expect(throws: SnapshotDecodingError.self) {
                while try short.proceed({ position, count in Array(encoded[position..<min(position + count, encoded.count)].dropLast()) }) == nil {}
            }
        }
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
        let magic = Array("lvsdcfg2".utf8)
        let settings: [UInt8] = Array(repeating: 0, count: 4 + 4 + 8 + 1)
        let noVariables: [UInt8] = [0, 0, 0, 0]
        #expect(throws: SnapshotDecodingError.notASnapshot) { try SourceSnapshot(decoding: Array("lvsdcfg1".utf8) + settings) }
        #expect(throws: SnapshotDecodingError.empty) { try SourceSnapshot(decoding: magic + settings + noVariables + [0, 0, 0, 0]) }
        #expect(throws: SnapshotDecodingError.limitExceeded) { try SourceSnapshot(decoding: magic + settings + [255, 255, 255, 255]) }
        #expect(throws: SnapshotDecodingError.truncated) { try SourceSnapshot(decoding: magic + settings + noVariables + [0, 0, 0, 1]) }
        #expect(throws: SnapshotDecodingError.limitExceeded) { try SourceSnapshot(decoding: magic + [255, 255, 255, 255]) }
        #expect(throws: SnapshotDecodingError.invalid) {
            try SourceSnapshot(decoding: magic + settings.dropLast() + [2])
        }
    }

    @Test("an include statement can only name a file that is there")
    func fileNumbers() {
        let file = SourceSnapshot(path: "/a", bytes: Array("include b".utf8))
        var bytes = SyntaxTree.load(file, grammar: SampleGrammar(), reader: MemoryReader(["/b": "x"])).snapshot.encoded()
        // The last number is that of the file.
        bytes[bytes.count - 1] = 2
        #expect(throws: SnapshotDecodingError.invalid) { try SourceSnapshot(decoding: bytes) }
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
            _ = SyntaxTree.parse(decoded, grammar: SampleGrammar())
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
