internal import ArgumentParser
internal import LinuxSystem
internal import NetworkTypes

/// Why a command didn't do what it should: a sentence and an exit status.
enum Failure: Error, CustomStringConvertible {
    case unreachable(path: String, SystemError)
    /// The connection broke.
    case lost(String)
    /// The daemon has answered with an error.
    case answered(error: String, JSONValue)
    /// The daemon did what it was told to, and it didn't end well: a reload that was refused.
    case refused(String)

    var description: String {
        switch self {
        case .unreachable(let path, let error):
            if error.isLackOfPermission { return "\(path) may not be opened by you. Root and the members of its group may: `ls -l \(path)` shows which." }
            return "no daemon answers at \(path) (\(SystemError.text(error.code))). Is lvsd running? Another runtime directory is given with --runtime-dir."
        case .lost(let reason): return reason
        case .answered(let error, let parameters):
            if let sentence = parameters["message"]?.string { return sentence }
            switch error.split(separator: ".").last {
            case "MethodNotFound", "MethodNotImplemented": return "this daemon can't do that; it may be older than lvsctl."
            case "InvalidParameter": return "the daemon doesn't take this \(parameters["parameter"]?.string ?? "argument"): it is out of range or of the wrong form."
            default: return "the daemon says \(error)."
            }
        case .refused(let sentence): return sentence
        }
    }

    /// The exit status, as `lvsctl --help` tells.
    var status: Int32 {
        switch self {
        case .unreachable(_, let error): error.isLackOfPermission ? 4 : 3
        case .lost: 3
        case .refused: 1
        case .answered(let error, _):
            switch error.split(separator: ".").last {
            case "PermissionDenied": 4
            case "NoSuchObject", "AmbiguousObject": 5
            case "NotImplemented", "MethodNotFound", "MethodNotImplemented", "InterfaceNotFound": 6
            default: 1
            }
        }
    }
}

extension ParsableArguments {
    /// Runs the command's work; what goes wrong is told in one sentence.
    func perform(_ work: () throws(Failure) -> Void) throws {
        do throws(Failure) {
            try work()
        } catch {
            Console.printError("lvsctl: \(error)\n")
            throw ExitCode(error.status)
        }
    }
}

/// What every command takes.
struct GlobalOptions: ParsableArguments {
    @Option(name: .customLong("runtime-dir"), help: "The runtime directory of the daemon.", completion: .directory)
    var runtimeDirectory = "/run/lvsd"

    func connect() throws(Failure) -> ControlConnection {
        try ControlConnection(runtimeDirectory: runtimeDirectory)
    }
}
