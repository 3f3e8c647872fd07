public import LinuxSystem

/// A file that holds a process number, as scripts and service managers expect it.
public enum PIDFile {
    public static func write(_ path: String, process: Int32) throws(SystemError) {
        try Files.replace(path, with: Array("\(process)\n".utf8))
    }

    public static func remove(_ path: String) {
        Files.remove(path)
    }
}
