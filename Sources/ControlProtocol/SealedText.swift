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
        SourceSnapshot(sealed: file)
    }
}
