internal import CLinux

public enum Memory {
    /// Gives pages that are not needed any more back to the kernel: after reading a large configuration there are many that are free again,
    /// and most of the program's text served the start only. Of that, what is needed after all is mapped again from the page cache.
    public static func giveBack() {
        giveBackHeap()
        unmapProgram()
    }

    /// The one half of it, for whoever has other things to do in between.
    public static func giveBackHeap() {
        clinux_trim_memory()
    }

    /// The other half.
    public static func unmapProgram() {
        clinux_unmap_clean_program_pages()
    }
}
