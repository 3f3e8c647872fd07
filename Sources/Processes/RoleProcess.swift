internal import CLinux
internal import Glibc
public import LinuxSystem

/// Starting this program again as one of its roles.
public enum RoleProcess {
    /// Starts this very executable with other arguments.
    ///
    /// The child has descriptors 0 to 2 as this process has them, the given ones from 3 on, and no other; no signal is blocked or
    /// ignored in it.
    ///
    /// - Parameters:
    ///   - arguments: all of them, the program's name first.
    ///   - descriptors: numbers of open descriptors, in the order of those that the child gets.
    /// - Returns: the child's process number.
    public static func start(arguments: [String], descriptors: [Int32]) throws(SystemError) -> Int32 {
        // Everything that allocates is done before.
        var argumentPointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for pointer in argumentPointers { free(pointer) } }
        let executable = strdup(CurrentProcess.executable)
        defer { free(executable) }
        return try argumentPointers.withUnsafeMutableBufferPointer { argumentList throws(SystemError) in
            let process = clinux_start_program(executable, argumentList.baseAddress, descriptors, Int32(descriptors.count), 0)
            if process < 0 { throw SystemError("vfork", code: errno) }
            return process
        }
    }
}
