internal import CLinux

public enum Memory {
    /// Gives pages that are free again back to the kernel: after reading a large configuration there are many.
    public static func giveBack() {
        clinux_trim_memory()
    }
}
