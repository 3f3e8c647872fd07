internal import Configuration
internal import ConfigurationLanguage
internal import IPVSTable
internal import LinuxSystem
internal import NetworkTypes
internal import VirtualServers

/// `counts steps`: how long the longest single step of a reload takes, between which the loop does other things: 36,432 real servers, and one
/// virtual server of 16,000. Each step is done several times and its shortest time counts, so that other work on the machine disturbs little.
enum StepTimes {
    private static let rounds = 7

    static func print() {
        let large = ReloadWork(virtualServers: 2277, realServers: 16)
        show("2277 x 16, text out of its memory file", decoding(large.next))
        show("2277 x 16, reading a text with one change", reading(large))
        show("2277 x 16, following it", following(large))
        show("2277 x 16, all of a reading given up, memory given back", givingBack(large))
        let pool = ReloadWork(virtualServers: 1, realServers: 16000)
        show("1 x 16000, reading a text with one change", reading(pool))
        show("1 x 16000, following it", following(pool))
        if let server = pool.servers.first, let service = server.definition.services.first {
            let actual = server.desired(for: service)
            show("1 x 16000, compared with the kernel's", times { [time { comparePool(server, actual) }] })
        }
    }

    private static func show(_ name: String, _ steps: [Duration]) {
        let longest = steps.max() ?? .zero
        if CommandLine.arguments.contains("each") { Swift.print(name, steps.map { ($0 * 1000).secondsText }.joined(separator: " ")) }
        let all = steps.reduce(.zero, +)
        Swift.print("\(name): \(steps.count) steps, the longest \((longest * 1000).secondsText) ms, all \((all * 1000).secondsText) ms")
    }

    private static func time(_ work: () -> Void) -> Duration {
        let begin = SystemClock.now()
        work()
        return SystemClock.now() - begin
    }

    /// The shortest time of each step.
    private static func times(_ work: () -> [Duration]) -> [Duration] {
        var best = work()
        for _ in 1..<rounds { best = zip(best, work()).map { min($0, $1) } }
        return best
    }

    private static func decoding(_ snapshot: SourceSnapshot) -> [Duration] {
        let encoded = snapshot.encoded()
        return times {
            var steps: [Duration] = []
            var decoding = StagedDecoding(size: encoded.count)
            var isLeft = true
            while isLeft {
                steps.append(
                    time {
                        do throws(SnapshotDecodingError) {
                            isLeft = try decoding.proceed { Array(encoded[$0..<min($0 + $1, encoded.count)]) } == nil
                        } catch {
                            preconditionFailure("it doesn't decode: \(error)")
                        }
                    })
            }
            return steps
        }
    }

    /// What is left of a reading is given up, and the allocator's free pages and the program's clean ones go back to the kernel.
    private static func givingBack(_ work: ReloadWork) -> [Duration] {
        times {
            var reading: (reading: Configuration.Reading, known: KnownBlocks)? = ReloadWork.read(work.next, after: nil)
            precondition(reading?.reading.outcome == .clean, "the text is wrong")
            let giving = time { reading = nil }
            return [giving, time { Memory.giveBackHeap() }, time { Memory.unmapProgram() }]
        }
    }

    private static func reading(_ work: ReloadWork) -> [Duration] {
        times {
            var steps: [Duration] = []
            var reading = StagedReading(work.next, part: .check, after: work.former)
            var isLeft = true
            while isLeft { steps.append(time { isLeft = !reading.advance(256) }) }
            steps.append(time { precondition(reading.result.reading.outcome == .clean, "the text is wrong") })
            return steps
        }
    }

    private static func following(_ work: ReloadWork) -> [Duration] {
        let definitions = ReloadWork.read(work.next, after: work.former).reading.configuration.virtualServers
        return times {
            var steps: [Duration] = []
            var host = ReloadHost(work.servers)
            var following = Following(definitions)
            var isLeft = true
            while isLeft { steps.append(time { isLeft = following.proceed(&host) }) }
            return steps
        }
    }
}
