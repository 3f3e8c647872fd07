import ArgumentParser
import NetworkTypes
import Testing

@testable import lvsctl

@Suite("The order of lvsctl's command line")
struct CommandLineOrderTests {
    private func order(_ words: String...) -> CommandLineOrder {
        CommandLineOrder(words, commands: ["status", "show"], globalOptions: ["--runtime-dir"])
    }

    @Test("An option of every command may stand before the command") func optionsFirst() {
        #expect(order("--runtime-dir", "/run/a", "show", "bfd").arguments == ["show", "bfd", "--runtime-dir", "/run/a"])
        #expect(order("--runtime-dir=/run/a", "show", "bfd").arguments == ["show", "bfd", "--runtime-dir=/run/a"])
        #expect(order("--runtime-dir", "show", "show").arguments == ["show", "--runtime-dir", "show"])
        #expect(order("--runtime-dir", "/run/a").arguments == ["--runtime-dir", "/run/a"])
        #expect(order("--runtime-dir", "/run/a", "help", "show").arguments == ["help", "show"])
    }

    @Test("Behind `--` nothing becomes an option") func endOfOptions() {
        #expect(order("--runtime-dir", "/run/a", "show", "--", "-x").arguments == ["show", "--runtime-dir", "/run/a", "--", "-x"])
    }

    @Test("What stands behind the command stays where it is", arguments: [[], ["show", "bfd", "--runtime-dir", "/run/a"], ["--json"], ["--runtime-dir"]])
    func otherwise(words: [String]) {
        let order = CommandLineOrder(words, commands: ["show"], globalOptions: ["--runtime-dir"])
        #expect(order.arguments == words)
        #expect(order.unknownCommand == nil)
    }

    @Test("A word that is no command is told apart from an option") func unknown() {
        #expect(order("frobnicate").unknownCommand == "frobnicate")
        #expect(order("--runtime-dir", "/run/a", "shwo", "bfd").unknownCommand == "shwo")
        #expect(order("--help").unknownCommand == nil)
    }

    @Test("A weight may be as great as the kernel takes it, and as the daemon does")
    func weights() throws {
        #expect(try Weight.parse(["10.0.0.1:80", "2147483647"]).weight == OrderLimits.greatestWeight)
        #expect(throws: (any Error).self) { try Weight.parse(["10.0.0.1:80", "2147483648"]) }
        #expect(throws: (any Error).self) { try Weight.parse(["10.0.0.1:80", "-1"]) }
    }
}
