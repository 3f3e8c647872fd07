public import ConfigurationLanguage
public import LinuxSystem

/// The text of a configuration in its sealed memory file, as the supervisor hands it over. It stays open, so that the next text can be
/// compared with it, and takes no memory of its own till then.
public final class SealedText {
    private let file: FileDescriptor

    public init(_ file: consuming FileDescriptor) {
        self.file = file
    }

    /// The text; nil where the file isn't what a supervisor hands over.
    public func read() -> SourceSnapshot? {
        var reading = beginReading()
        while true {
            if case .over(let snapshot) = reading.proceed() { return snapshot }
        }
    }

    /// The same a little at a time.
    func beginReading() -> Reading { Reading(self) }

    struct Reading {
        private let text: SealedText
        private var decoding: StagedDecoding?

        init(_ text: SealedText) {
            self.text = text
            if let size = try? SealedMemoryFile.size(of: text.file), size <= SourceSnapshot.maximumEncodedSize { decoding = StagedDecoding(size: size) }
        }

        enum Step {
            case goesOn
            /// Nil where the file isn't what a supervisor hands over.
            case over(SourceSnapshot?)
        }

        /// Some ten microseconds.
        mutating func proceed() -> Step {
            do throws(SnapshotDecodingError) {
                guard let read = try decoding?.proceed({ text.bytes(from: $0, most: $1) }) else { return decoding == nil ? .over(nil) : .goesOn }
                return .over(read)
            } catch {
                return .over(nil)
            }
        }
    }

    private func bytes(from position: Int, most count: Int) -> [UInt8] {
        (try? SealedMemoryFile.read(file, from: UInt64(position), most: count)) ?? []
    }
}
