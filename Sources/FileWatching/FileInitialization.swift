public import LinuxSystem

/// Writing a number into a file that others will change and a `FileWatcher` follows.
public enum FileInitialization {
    /// - Parameter overwrites: also where there is such a file already.
    public static func write(_ value: Int, to path: String, overwrites: Bool) throws(SystemError) {
        if !overwrites, Files.exists(path) { return }
        try Files.replace(path, with: Array("\(value)\n".utf8))
    }
}
