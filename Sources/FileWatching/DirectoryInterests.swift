/// Who is concerned by which names in which watched directories. What it costs to put somebody in, to take him out and to find who is concerned
/// doesn't depend on how many others there are.
struct DirectoryInterests {
    /// By directory, the name in it; nil: all names.
    typealias Wishes = [Int32: String?]

    private struct Directory {
        var byName: [String: Set<ObjectIdentifier>] = [:]
        var ofAllNames: Set<ObjectIdentifier> = []

        var isEmpty: Bool { byName.isEmpty && ofAllNames.isEmpty }

        mutating func insert(_ watch: ObjectIdentifier, _ name: String?) {
            if let name { byName[name, default: []].insert(watch) } else { ofAllNames.insert(watch) }
        }

        mutating func remove(_ watch: ObjectIdentifier, _ name: String?) {
            guard let name else {
                ofAllNames.remove(watch)
                return
            }
            byName[name]?.remove(watch)
            if byName[name]?.isEmpty == true { byName[name] = nil }
        }
    }

    private var directories: [Int32: Directory] = [:]
    private var wishes: [ObjectIdentifier: Wishes] = [:]
    /// How many interests were looked at since the beginning: the measure of the work done.
    private(set) var visited: UInt64 = 0

    var isEmpty: Bool { directories.isEmpty && wishes.isEmpty }

    /// Has these interests take the place of those that the watch had.
    ///
    /// - Returns: directories that concern nobody any more.
    mutating func set(_ new: Wishes, of watch: ObjectIdentifier) -> [Int32] {
        let old = wishes.updateValue(new, forKey: watch) ?? [:]
        visited += UInt64(old.count + new.count)
        for (number, name) in new where old[number] != .some(name) { directories[number, default: Directory()].insert(watch, name) }
        var abandoned: [Int32] = []
        for (number, name) in old where new[number] != .some(name) {
            directories[number]?.remove(watch, name)
            if directories[number]?.isEmpty == true {
                directories[number] = nil
                abandoned.append(number)
            }
        }
        return abandoned
    }

    /// - Returns: directories that concern nobody any more.
    mutating func remove(_ watch: ObjectIdentifier) -> [Int32] {
        let abandoned = set([:], of: watch)
        wishes[watch] = nil
        return abandoned
    }

    /// Adds those whom something in a directory concerns.
    ///
    /// - Parameter name: nil: the directory itself.
    mutating func addConcerned(by name: String?, in directory: Int32, to concerned: inout Set<ObjectIdentifier>) {
        guard let directory = directories[directory] else { return }
        func add(_ watches: Set<ObjectIdentifier>) {
            visited += UInt64(watches.count)
            concerned.formUnion(watches)
        }
        add(directory.ofAllNames)
        if let name {
            add(directory.byName[name] ?? [])
        } else {
            for watches in directory.byName.values { add(watches) }
        }
    }

    /// The directory is watched no more.
    mutating func forget(directory number: Int32) {
        guard let directory = directories.removeValue(forKey: number) else { return }
        for watch in directory.ofAllNames { wishes[watch]?[number] = nil }
        for watches in directory.byName.values {
            for watch in watches { wishes[watch]?[number] = nil }
        }
    }
}
