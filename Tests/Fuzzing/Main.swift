import Glibc

/// The part of the program that the engine calls: it makes up bytes, guided by which branches of the program they reach. Which decoder
/// gets them stands in LVSD_FUZZ_TARGET. `scripts/fuzz` builds and starts it. What traps, leaks time or breaks a promise is a finding.
private let target: FuzzTarget = {
    let name = getenv("LVSD_FUZZ_TARGET").map { String(cString: $0) } ?? ""
    guard let target = FuzzTarget(rawValue: name) else {
        print("LVSD_FUZZ_TARGET is one of:", FuzzTarget.allCases.map(\.rawValue).joined(separator: " "))
        // The engine takes exit() for a finding, and doesn't write what waits.
        fflush(nil)
        _exit(2)
    }
    return target
}()

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    target.run(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}
