internal import CLinux

public enum Memory {
    /// Gives pages that are not needed any more back to the kernel: after reading a large configuration there are many that are free again,
    /// and most of the program's text served the start only. Of that, what is needed after all is mapped again from the page cache.
    public static func giveBack() {
        clinux_trim_memory()
        clinux_unmap_clean_program_pages()
    }
}
