import Foundation

/// Packets as another decoder reads them: tshark.
public enum Dissection {
    private static let program = "/usr/bin/tshark"

    /// Whether it is installed.
    public static var isPossible: Bool { FileManager.default.isExecutableFile(atPath: program) }

    /// tshark has ended with an error.
    public struct Failure: Error {
        public var status: Int32
    }

    /// The values of fields in an Ethernet frame, one for each name; a frame that isn't understood has empty ones.
    public static func fields(_ names: [String], of frame: [UInt8]) throws -> [String] {
        let capture = FileManager.default.temporaryDirectory.appending(path: "lvsd-\(UUID().uuidString).pcap")
        defer { try? FileManager.default.removeItem(at: capture) }
        try Data(captureFile(frame)).write(to: capture)
        let process = Process()
        process.executableURL = URL(filePath: program)
        // Checksums of IP and UDP are not looked at otherwise.
        let options = ["-o", "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE", "-T", "fields", "-E", "separator=/t"]
        process.arguments = ["-r", capture.path] + options + names.flatMap { ["-e", $0] }
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(status: process.terminationStatus) }
        let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).first ?? ""
        return line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }

    /// One frame in the format of pcap-savefile(5).
    private static func captureFile(_ frame: [UInt8]) -> [UInt8] {
        func number(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
        var bytes: [UInt8] = [0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0]
        for value in [0, 0, 65_535, 1, 0, 0, frame.count, frame.count] { bytes += number(value) }
        return bytes + frame
    }
}
