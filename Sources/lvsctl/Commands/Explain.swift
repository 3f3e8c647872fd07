internal import ArgumentParser
internal import LinuxSystem
internal import NetworkTypes

struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Says why something is as it is: the inputs, and the rule that decided.", subcommands: [ExplainVRRP.self, ExplainRealServer.self])
}

extension GlobalOptions {
    fileprivate func explain(_ method: String, _ parameters: [(String, JSONValue)], json: Bool) throws {
        try perform { () throws(Failure) in
            let explanation = try connect().call(method, parameters)["explanation"] ?? .null
            if json { return Console.print(explanation.text + "\n") }
            for sentence in explanation["sentences"]?.elements?.compactMap(\.string) ?? [] { Console.print(Printable.line(sentence) + "\n") }
        }
    }
}

struct ExplainVRRP: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "vrrp", abstract: "Why a virtual router is master, backup or in fault.")
    @OptionGroup var global: GlobalOptions
    @Flag(help: "Prints the explanation with its inputs as JSON.") var json = false
    @Argument(help: "The instance.") var name: String

    func run() throws {
        try global.explain("ExplainVirtualRouter", [("name", .string(name))], json: json)
    }
}

struct ExplainRealServer: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "real-server", abstract: "Why a real server gets connections or doesn't.")
    @OptionGroup var global: GlobalOptions
    @OptionGroup var server: ServerOptions
    @Flag(help: "Prints the explanation with its inputs as JSON.") var json = false

    func run() throws {
        try global.explain("ExplainRealServer", server.parameters, json: json)
    }
}

/// A real server on the command line.
struct ServerOptions: ParsableArguments {
    @Argument(help: "The real server: 10.0.0.1:80.") var realServer: String
    @Option(name: .customLong("of"), help: "In this virtual server only; else in all that have it.") var virtualServer: String?

    var parameters: [(String, JSONValue)] {
        [("realServer", .string(realServer))] + (virtualServer.map { [("virtualServer", .string($0))] } ?? [])
    }
}
