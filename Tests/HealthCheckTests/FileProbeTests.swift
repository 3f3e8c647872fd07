import HealthCheck
import Testing

@Suite("FILE_CHECK")
struct FileProbeTests {
    private func verdict(_ number: Int, factor: Int, reversed: Bool = false) -> Verdict {
        FileProbe(name: "f", path: "/f", factor: factor, isReversed: reversed).verdict(onNumber: number)
    }

    @Test("the number times the weight moves the real server's weight")
    func offset() {
        #expect(verdict(3, factor: 2) == .successWithWeight(.offset(6)))
        #expect(verdict(3, factor: -2) == .successWithWeight(.offset(-6)))
        #expect(verdict(3, factor: 2, reversed: true) == .successWithWeight(.offset(-6)))
        #expect(verdict(0, factor: 5) == .successWithWeight(.offset(0)))
        #expect(verdict(2_147_483_647, factor: 2_147_483_647) == .successWithWeight(.offset(2_147_483_647)))
    }

    @Test("a product of -2^31 or less takes it out")
    func failure() {
        #expect(verdict(-2_147_483_648, factor: 1) == .failure(.fileHolds(-2_147_483_648)))
        #expect(verdict(-2_147_483_647, factor: 1) == .successWithWeight(.offset(-2_147_483_647)))
        #expect(verdict(2, factor: -2_147_483_647) == .failure(.fileHolds(2)))
        #expect(verdict(.min, factor: 2, reversed: true) == .failure(.fileHolds(.min)))
    }

    @Test("with weight 0 another number than 0 takes it out, with `reverse` a 0 does")
    func zero() {
        #expect(verdict(0, factor: 0) == .success)
        #expect(verdict(-1, factor: 0) == .failure(.fileHolds(-1)))
        #expect(verdict(0, factor: 0, reversed: true) == .failure(.fileHolds(0)))
        #expect(verdict(1, factor: 0, reversed: true) == .success)
    }
}
