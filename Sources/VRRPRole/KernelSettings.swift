internal import ControlProtocol
internal import LinuxSystem
internal import LogRecords
internal import Logging

/// Settings under /proc/sys that instances need, and what they were before.
///
/// What they were is written down too, so that they come back after a crash. The record lives in the runtime directory and so goes
/// with the settings at a reboot.
final class KernelSettings {
    private struct Changed {
        var former: String
        var owners: Set<String>
    }

    private let logger = Logger(label: "addresses")
    private let root: String
    private var changed: [String: Changed] = [:]
    private var record: String?

    /// - Parameter root: another place than /proc/sys is for tests.
    init(root: String = "/proc/sys/") {
        self.root = root
    }

    /// Takes over what an earlier process has changed and not restored.
    func follow(recordIn runtimeDirectory: String) {
        let path = VRRPRecord.settings.path(in: runtimeDirectory)
        record = path
        guard let bytes = try? Files.read(path, limit: 1 << 20) else { return }
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 1).map(String.init)
            // Only what this class itself writes: a path that leads out of net/ is none of it.
            guard words.count == 2, words[0].hasPrefix("net/"), !words[0].contains("..") else { continue }
            changed[words[0]] = Changed(former: words[1], owners: [])
        }
    }

    /// Restores what an earlier process has changed and nobody needs any more.
    func restoreUnowned() {
        restore(changed.filter { $0.value.owners.isEmpty }.map(\.key))
    }

    /// Whether a setting, a path below /proc/sys, is neither 0 nor missing.
    static func isOn(_ path: String) -> Bool {
        guard let value = try? Files.read("/proc/sys/" + path, limit: 64).first else { return false }
        return value != UInt8(ascii: "0")
    }

    /// - Parameters:
    ///   - path: below /proc/sys.
    ///   - owner: who needs it; the former value comes back when the last of them gives it up.
    func set(_ path: String, to value: String, for owner: String) {
        guard let present = text(path) else {
            // Of an interface that is just going.
            logger.debug("(\(owner)) there is no setting \(path)", metadata: DaemonLog.fields((.setting, path), event: "setting_missing"))
            return
        }
        changed[path]?.owners.insert(owner)
        if present == value { return }
        if changed[path] == nil {
            changed[path] = Changed(former: present, owners: [owner])
            write()
        }
        do throws(SystemError) {
            try Files.overwrite(root + path, with: Array(value.utf8))
        } catch {
            logger.warning("(\(owner)) can't set \(path) to \(value): \(error)", metadata: DaemonLog.fields((.setting, path), event: "setting_failed"))
        }
    }

    /// The value of a setting that is a number; nil where there is none.
    func value(_ path: String) -> Int? { text(path).flatMap { Int($0) } }

    /// What a setting that is a number was before anybody changed it here.
    func formerValue(_ path: String) -> Int? { changed[path].map { Int($0.former) } ?? value(path) }

    /// What an earlier process has changed and nobody has claimed yet isn't touched: its next owner may still come.
    func giveUp(owner: String) {
        let given = changed.filter { $0.value.owners.contains(owner) }.map(\.key)
        for path in given { changed[path]?.owners.remove(owner) }
        restore(given.filter { changed[$0]?.owners.isEmpty ?? false })
    }

    private func restore(_ paths: [String]) {
        if paths.isEmpty { return }
        for path in paths {
            guard let change = changed.removeValue(forKey: path) else { continue }
            // The interface may be gone, and its settings with it.
            try? Files.overwrite(root + path, with: Array(change.former.utf8))
        }
        write()
    }

    private func text(_ path: String) -> String? {
        guard let content = try? Files.read(root + path, limit: 4096) else { return nil }
        return String(decoding: content.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }

    private func write() {
        guard let record else { return }
        if changed.isEmpty { return Files.remove(record) }
        let lines = changed.map { "\($0.key) \($0.value.former)\n" }.sorted().joined()
        try? Files.replace(record, with: Array(lines.utf8), mode: 0o600)
    }
}
