/// Who belongs together, if it is known of pairs: a disjoint-set forest.
struct Partnerships<Member: Hashable & Sendable>: Sendable {
    private var parents: [Member: Member] = [:]

    var isEmpty: Bool { parents.isEmpty }

    /// These two belong together, and so do all that belong to either. One may be joined to itself.
    mutating func join(_ one: Member, _ other: Member) {
        let (first, second) = (root(of: one), root(of: other))
        parents[first] = first
        parents[second] = first
    }

    /// The same one of all that belong together; nil for one that was never named.
    mutating func first(of member: Member) -> Member? {
        parents[member] == nil ? nil : root(of: member)
    }

    /// Makes the way shorter for the next time.
    private mutating func root(of member: Member) -> Member {
        var root = member
        while let parent = parents[root], parent != root { root = parent }
        var place = member
        while let parent = parents[place], parent != root {
            parents[place] = root
            place = parent
        }
        return root
    }
}
