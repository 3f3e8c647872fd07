internal import Configuration
internal import ConfigurationLanguage
internal import ControlProtocol
internal import EventLoop
internal import LinuxSystem
internal import Logging
internal import NetworkTypes
internal import Processes

/// Runs `startup_script` and `shutdown_script`: in a child process, which reads the configuration and waits for the script.
enum LifecycleScripts {
    /// - Parameter configuration: the descriptor of the sealed configuration.
    /// - Returns: the child, which ends when the script has; nil where there is nothing to run.
    static func begin(_ moment: LifecycleScript.Moment, configuration: Int32, _ logger: Logger) -> Int32? {
        guard isMentioned(moment.keyword, in: configuration) else { return nil }
        do throws(SystemError) {
            return try Children.fork { carryOut(moment, configuration, logger) }
        } catch {
            logger.error("\(moment.keyword): \(error)")
            return nil
        }
    }

    /// Most configurations have none, and needn't be read once more to know that.
    private static func isMentioned(_ keyword: String, in configuration: Int32) -> Bool {
        guard let file = try? FileDescriptor.duplicate(of: configuration),
            let bytes = try? SealedMemoryFile.read(file, limit: SourceSnapshot.maximumEncodedSize)
        else { return true }
        return contains(bytes, Array(keyword.utf8))
    }

    static func contains(_ bytes: [UInt8], _ word: [UInt8]) -> Bool {
        guard let first = word.first, bytes.count >= word.count else { return word.isEmpty }
        var start = 0
        while let found = bytes[start...].firstIndex(of: first), found + word.count <= bytes.count {
            if bytes[found..<(found + word.count)].elementsEqual(word) { return true }
            start = found + 1
        }
        return false
    }

    private static func carryOut(_ moment: LifecycleScript.Moment, _ number: Int32, _ logger: Logger) -> Int32 {
        guard let file = try? FileDescriptor.duplicate(of: number), let snapshot = SourceSnapshot(sealed: file) else { return 1 }
        let global = Configuration.read(snapshot, part: .vrrp).configuration.global
        guard let script = global.script(at: moment) else { return 0 }
        do throws(SystemError) {
            let loop = try EventLoop()
            let runner = ScriptRunner(loop)
            runner.policy = global.scriptPolicy
            if let obstacle = runner.obstacle(to: script.command) {
                logger.error("\(moment.keyword) can't run: \(obstacle)")
                return 1
            }
            logger.info("Running \(moment.keyword) \(script.command.words.joined(separator: " "))")
            let run = try runner.start(script.command, timeout: script.timeout) { outcome in
                switch outcome {
                case .ended(.exited(0)): logger.info("\(moment.keyword) has ended")
                case .ended(let end): logger.warning("\(moment.keyword) \(end)")
                case .timedOut: logger.warning("\(moment.keyword) timed out after \(script.timeout.secondsText) s: it is ended")
                }
                // One that is being ended is given its time for that.
                if runner.runningCount <= 1, outcome != .timedOut { loop.stop() } else { stop(loop, after: runner) }
            }
            // What the supervisor sends when it isn't to be waited for any longer: all that the script has started ends with it.
            let signals = try SignalDescriptor([Signal.terminate])
            try loop.watch(signals.descriptor.number, for: .readable) { _ in
                while signals.next() != nil {}
                run.cancel()
                stop(loop, after: runner)
            }
            loop.run()
        } catch {
            logger.error("\(moment.keyword): \(error)")
            return 1
        }
        return 0
    }

    /// Stops the loop once the script that ran too long is gone.
    private static func stop(_ loop: EventLoop, after runner: ScriptRunner) {
        let timer = EventLoop.Timer { if runner.runningCount == 0 { loop.stop() } else { stop(loop, after: runner) } }
        loop.arm(timer, at: SystemClock.now() + .milliseconds(50))
    }
}
