import NetworkTypes
import Testing

@Suite("Monotonic time")
struct MonotonicInstantTests {
    @Test("advances and measures to the nanosecond")
    func arithmetic() {
        let start = MonotonicInstant(nanoseconds: 5)
        #expect((start + .seconds(2)).nanoseconds == 2_000_000_005)
        #expect(start + .seconds(2) - start == .seconds(2))
        #expect(start < start + .nanoseconds(1))
        #expect(start.duration(to: MonotonicInstant(nanoseconds: 3)) == .nanoseconds(-2))
    }

    @Test("stays at its end when a duration is too long for it")
    func saturates() {
        let start = MonotonicInstant(nanoseconds: 5)
        #expect((start + .seconds(Int64.max)).nanoseconds == .max)
        #expect((start + .seconds(Int64.min)).nanoseconds < -9_000_000_000_000_000_000)
        #expect(Duration.seconds(Int64.max).wholeNanoseconds == .max)
        #expect(Duration.seconds(Int64.min).wholeNanoseconds == .min)
    }

    @Test("a duration is written in seconds with no more decimals than it needs", arguments: [
        (Duration.zero, "0"), (.seconds(1), "1"), (.milliseconds(2500), "2.5"), (.microseconds(1), "0.000001"), (.nanoseconds(999), "0"),
        (.milliseconds(-500), "-0.5"), (.milliseconds(-1500), "-1.5"), (.microseconds(3_609_375), "3.609375"),
    ])
    func text(duration: Duration, expected: String) {
        #expect(duration.secondsText == expected)
    }
}

@Suite("Seeded generator")
struct SeededGeneratorTests {
    @Test("gives SplitMix64's sequence")
    func reference() {
        // The first outputs of the reference implementation (Vigna, prng.di.unimi.it/splitmix64.c) for seed 1234567.
        var generator = SeededGenerator(seed: 1_234_567)
        #expect((0..<3).map { _ in generator.next() } == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
    }

    @Test("draws durations below their bound")
    func durations() {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<1000 {
            let drawn = generator.duration(below: .milliseconds(7))
            #expect(drawn >= .zero && drawn < .milliseconds(7))
        }
        #expect(generator.duration(below: .zero) == .zero)
        #expect(generator.duration(below: .seconds(-1)) == .zero)
    }
}
