/// What /proc shows of other processes.
public enum ProcessTable {
    /// Whether those of other users, or with more rights, can't be seen (`hidepid` of proc(5)): the first process is one of them.
    public static var isHidden: Bool { (try? Files.read("/proc/1/stat", limit: 4096)) == nil }
}
