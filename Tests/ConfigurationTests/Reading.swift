import Configuration
import ConfigurationLanguage

func read(_ text: String, part: Configuration.Part = .all) -> Configuration.Reading {
    Configuration.read(SourceSnapshot(path: "lvsd.conf", bytes: Array(text.utf8)), part: part)
}

/// The messages as the user sees them.
func rendered(_ text: String) -> String {
    let snapshot = SourceSnapshot(path: "lvsd.conf", bytes: Array(text.utf8))
    return DiagnosticRenderer().text(Configuration.read(snapshot).diagnostics, in: snapshot)
}

extension Configuration.Reading {
    /// The codes of errors and warnings, in the order of the text.
    var complaints: [String] {
        diagnostics.filter { $0.severity != .notice }.map(\.code.rawValue)
    }

    var notices: [String] {
        diagnostics.filter { $0.severity == .notice }.map(\.code.rawValue)
    }
}

/// An instance with what is required, and lines of the test's own.
func instance(_ lines: String, name: String = "VI_1", identifier: Int = 51, address: String = "10.0.0.1") -> String {
    """
    vrrp_instance \(name) {
        interface eth0
        virtual_router_id \(identifier)
        virtual_ipaddress {
            \(address)
        }
        \(lines)
    }

    """
}

/// A virtual server with what is required, and lines of the test's own.
func virtualServer(_ lines: String, name: String = "10.0.0.1 80") -> String {
    """
    virtual_server \(name) {
        lb_algo rr
        lb_kind NAT
        protocol TCP
        \(lines)
    }

    """
}

/// A virtual server with one real server, and lines of the test's own inside the latter.
func realServer(_ lines: String, _ outer: String = "") -> String {
    virtualServer(
        """
        \(outer)
        real_server 10.0.1.1 8080 {
            \(lines)
        }
        """)
}
