internal import Logging

/// Which track groups have all that names them: static addresses, routes and rules.
final class StaticGroups {
    private let logger = Logger(label: "vrrp")
    private var broken: Set<String> = []
    /// Called when a group has all again, or lacks something.
    var changed: (_ name: String, _ isUp: Bool) -> Void = { _, _ in }

    func isUp(_ name: String) -> Bool {
        !broken.contains(name)
    }

    /// - Parameter new: the groups that lack something now.
    func follow(broken new: Set<String>) {
        let old = broken
        broken = new
        for name in new.subtracting(old).sorted() {
            logger.warning("track_group \(name): what names it can't all be set")
            changed(name, false)
        }
        for name in old.subtracting(new).sorted() {
            logger.info("track_group \(name): all that names it is set")
            changed(name, true)
        }
    }
}
