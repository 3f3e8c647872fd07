internal import LinuxSystem
internal import Logging

/// Settings under /proc/sys that instances need, and what they were before.
final class KernelSettings {
    private struct Changed {
        var former: [UInt8]
        var owners: Set<String>
    }

    private let logger = Logger(label: "vrrp")
    private var changed: [String: Changed] = [:]

    /// Whether a setting, a path below /proc/sys, is neither 0 nor missing.
    static func isOn(_ path: String) -> Bool {
        guard let value = try? Files.read("/proc/sys/" + path, limit: 64).first else { return false }
        return value != UInt8(ascii: "0")
    }

    /// - Parameters:
    ///   - path: below /proc/sys.
    ///   - owner: who needs it; the former value comes back when the last of them gives it up.
    func set(_ path: String, to value: String, for owner: String) {
        if changed[path] != nil {
            changed[path]?.owners.insert(owner)
            return
        }
        let file = "/proc/sys/" + path
        do throws(SystemError) {
            let former = try Files.read(file, limit: 4096)
            if former.prefix(while: { $0 != UInt8(ascii: "\n") }).elementsEqual(value.utf8) { return }
            try Files.overwrite(file, with: Array(value.utf8))
            changed[path] = Changed(former: former, owners: [owner])
        } catch {
            logger.warning("(\(owner)) can't set \(path) to \(value): \(error)")
        }
    }

    func giveUp(owner: String) {
        for (path, change) in changed where change.owners.contains(owner) {
            changed[path]?.owners.remove(owner)
            if change.owners.count > 1 { continue }
            changed[path] = nil
            // The interface may be gone, and its settings with it.
            try? Files.overwrite("/proc/sys/" + path, with: change.former)
        }
    }
}
