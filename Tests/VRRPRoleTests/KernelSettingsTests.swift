import LinuxSystem
import Testing

@testable import VRRPRole

@Suite("Settings of the kernel that an earlier process has changed")
struct KernelSettingsTests {
    private final class Place {
        let directory: String
        let root: String

        init(_ name: String, _ settings: [String: String], record: String) throws {
            directory = "/dev/shm/lvsd-settings-\(CurrentProcess.identifier)-\(name)"
            root = directory + "/sys/"
            for path in [directory, root, root + "net"] { try Files.makeDirectory(path) }
            for (name, value) in settings { try Files.replace(root + "net/" + name, with: Array(value.utf8)) }
            try Files.replace(directory + "/settings", with: Array(record.utf8))
        }

        func value(_ name: String) throws -> String { String(decoding: try Files.read(root + "net/" + name, limit: 100), as: UTF8.self) }

        deinit {
            for folder in [root + "net", root, directory] {
                for name in Files.names(in: folder, limit: 100) { Files.remove("\(folder)/\(name)") }
                Files.removeDirectory(folder)
            }
        }
    }

    @Test("stay until all who may want them have come, and only then those of nobody come back")
    func inherited() throws {
        let place = try Place("inherited", ["rp_filter": "0", "arp_ignore": "1", "igmp": "1"], record: "net/rp_filter 1\nnet/arp_ignore 0\n")
        let settings = KernelSettings(root: place.root)
        settings.follow(recordIn: place.directory)
        settings.giveUp(owner: "disable_local_igmp")
        #expect(try place.value("rp_filter") == "0", "an owner that gives up has no say about what it never had")
        #expect(try place.value("arp_ignore") == "1")
        settings.set("net/rp_filter", to: "0", for: "vrrp.5")
        settings.restoreUnowned()
        #expect(try place.value("rp_filter") == "0")
        #expect(try place.value("arp_ignore") == "0", "nobody claimed it")
        settings.giveUp(owner: "vrrp.5")
        #expect(try place.value("rp_filter") == "1", "what it was before the earlier process")
        #expect(!Files.exists(place.directory + "/settings"))
    }

    @Test("what a setting was before anybody changed it is known, be it changed here or by the process before")
    func formerValues() throws {
        let place = try Place("former", ["rp_filter": "0", "arp_ignore": "1", "igmp": "2"], record: "net/rp_filter 1\n")
        let settings = KernelSettings(root: place.root)
        settings.follow(recordIn: place.directory)
        settings.set("net/arp_ignore", to: "0", for: "vrrp.5")
        #expect(settings.formerValue("net/rp_filter") == 1 && settings.value("net/rp_filter") == 0)
        #expect(settings.formerValue("net/arp_ignore") == 1 && settings.value("net/arp_ignore") == 0)
        #expect(settings.formerValue("net/igmp") == 2)
        #expect(settings.formerValue("net/none") == nil)
    }

    @Test("what two own comes back with the second")
    func shared() throws {
        let place = try Place("shared", ["igmp": "1"], record: "")
        let settings = KernelSettings(root: place.root)
        settings.follow(recordIn: place.directory)
        for owner in ["A", "B"] { settings.set("net/igmp", to: "0", for: owner) }
        settings.giveUp(owner: "A")
        #expect(try place.value("igmp") == "0")
        settings.giveUp(owner: "B")
        #expect(try place.value("igmp") == "1")
    }
}
