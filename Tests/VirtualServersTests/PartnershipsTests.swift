import NetworkTypes
import Testing

@testable import VirtualServers

@Suite("Who belongs together")
struct PartnershipsTests {
    @Test("is known of all who are joined by others, and of nobody else")
    func groups() {
        var partnerships = Partnerships<Int>()
        var first: [Int?] { (0..<10).map { partnerships.first(of: $0) } }
        #expect(partnerships.isEmpty && first.allSatisfy { $0 == nil })
        partnerships.join(1, 2)
        partnerships.join(3, 4)
        partnerships.join(9, 9)
        #expect(first[1] == first[2] && first[3] == first[4] && first[1] != first[3])
        #expect(first[9] == 9 && first[5] == nil)
        partnerships.join(4, 2)
        #expect(Set(first[1...4]).count == 1 && first[9] == 9)
    }

    @Test("of a ring is one group")
    func ring() {
        var partnerships = Partnerships<Int>()
        for member in (0..<1000).reversed() { partnerships.join(member, (member + 1) % 1000) }
        let first = (0..<1000).map { partnerships.first(of: $0) }
        #expect(Set(first).count == 1)
    }

    @Test("of random pairs is as if all of a group were given one name for each pair", arguments: [1, 2, 3, 4, 5] as [UInt64])
    func random(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var partnerships = Partnerships<Int>()
        var names = Array(0..<30)
        for _ in 0..<25 {
            let (one, other) = (Int.random(in: 0..<30, using: &generator), Int.random(in: 0..<30, using: &generator))
            partnerships.join(one, other)
            let (former, name) = (names[other], names[one])
            names = names.map { $0 == former ? name : $0 }
            let first = names.indices.map { partnerships.first(of: $0) }
            for left in names.indices where first[left] != nil {
                let isSo = names.indices.allSatisfy { first[$0] == nil || (first[$0] == first[left]) == (names[$0] == names[left]) }
                #expect(isSo, "seed \(seed)")
            }
        }
    }
}
