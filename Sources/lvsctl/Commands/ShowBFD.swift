internal import ArgumentParser
internal import NetworkTypes

struct ShowBFD: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "bfd", abstract: "Sessions of BFD (bfd_instance).")
    @OptionGroup var options: ListOptions
    @Argument(help: "One of them.") var name: String?

    func run() throws {
        let headings = ["NAME", "NEIGHBOUR", "STATE", "FOR#", "REMOTE", "SENDS EVERY#", "DETECTS IN#", "TRANSITIONS#", "LAST REASON"]
        let now = Words.now
        try options.show("ListBFDSessions", "bfdSessions", [("name", name)], headings) { session in
            [
                Words.text(session["name"]), Words.text(session["neighbour"]), Words.text(session["state"]), Words.age(session["since"]?.number, now: now),
                Words.text(session["remoteState"]), Words.latency(session["transmitInterval"]?.number), Words.latency(session["detectionTime"]?.number),
                Words.text(session["transitions"]), Words.text(session["diagnostic"]),
            ]
        }
    }
}
