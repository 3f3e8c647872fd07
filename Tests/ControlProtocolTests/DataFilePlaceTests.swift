import Configuration
import ControlProtocol
import Testing

@Suite("Where the files of keepalived's signals stand")
struct DataFilePlaceTests {
    private func place(_ change: (inout DaemonDefinitions) -> Void = { _ in }) -> DataFilePlace {
        var definitions = DaemonDefinitions()
        change(&definitions)
        return DataFilePlace("/run/lvsd", definitions)
    }

    @Test("under keepalived's names in the runtime directory")
    func ordinary() {
        #expect(place().path(of: .data, role: .vrrp) == "/run/lvsd/keepalived.data")
        #expect(place().path(of: .data, role: .check) == "/run/lvsd/keepalived_check.data")
        #expect(place().path(of: .statisticsAndClear, role: .vrrp) == "/run/lvsd/keepalived.stats")
        #expect(place().path(of: .json, role: .check) == "/run/lvsd/keepalived_check.json")
        #expect(place().path(of: .data, part: "_parent") == "/run/lvsd/keepalived_parent.data")
    }

    @Test("a name that is given gets the part before its ending")
    func given() {
        let given = place { $0.dataFiles.state = "/var/lib.d/lvsd.txt"; $0.dataFiles.json = "/var/lib.d/json"; $0.dataFiles.statistics = "/x/.hidden" }
        #expect(given.path(of: .data, role: .vrrp) == "/var/lib.d/lvsd.txt" && given.path(of: .data, role: .check) == "/var/lib.d/lvsd_check.txt")
        #expect(given.path(of: .json, role: .check) == "/var/lib.d/json_check")
        #expect(given.path(of: .statistics, role: .check) == "/x/.hidden_check")
    }

    @Test("data_use_instance puts the namespace and the instance into them")
    func distinct() {
        let distinct = place { $0.dataFiles.usesDistinction = true; $0.instance = "in"; $0.networkNamespace = "ns" }
        #expect(distinct.path(of: .data, role: .check) == "/run/lvsd/keepalived_check_ns_in.data")
        #expect(place { $0.instance = "in" }.path(of: .data, role: .vrrp) == "/run/lvsd/keepalived.data")
    }
}
