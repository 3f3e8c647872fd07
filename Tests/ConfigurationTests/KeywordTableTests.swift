import Testing

@testable import Configuration

@Suite("The keyword table")
struct KeywordTableTests {
    @Test("no keyword stands twice in a block")
    func unique() {
        var seen: Set<String> = []
        for keyword in KeywordTable.shared.keywords {
            #expect(seen.insert("\(keyword.block) \(keyword.name)").inserted, "\(keyword.name) in \(keyword.block)")
        }
    }

    @Test("every keyword is found by its name in its block, and in no list")
    func lookUp() {
        let table = KeywordTable.shared
        for (index, keyword) in table.keywords.enumerated() {
            let name = Array(keyword.name.utf8)[...]
            #expect(table.find(name, in: keyword.block) == index)
            #expect(table.match(name, in: Block.list.kind) == nil)
        }
        #expect(table.find(Array("nonsense".utf8)[...], in: .root) == nil)
        #expect(table.keywords.count > 400)
    }

    @Test(
        "edit distance counts insertions, deletions, replacements and exchanges",
        arguments: [
            ("weigth", "weight", 1), ("weight", "weight", 0), ("a", "b", 1), ("abc", "ab", 1), ("connetc_port", "connect_port", 1),
            ("x", "xyz", 2),
        ])
    func distance(left: String, right: String, expected: Int) {
        #expect(editDistance(Array(left.utf8), Array(right.utf8)) == expected)
    }
}
