import NetworkTypes
import Routing
import Testing

@testable import RouteNetlink

@Suite("Tunnels of routes on the wire")
struct EncapsulationEncodingTests {
    @Test("a stack of labels ends with the bit of its bottom (RFC 3032 section 2.1)")
    func labels() {
        let stack = Encapsulation.mpls([100, 200])
        #expect(EncapsulationEncoding.type(of: stack) == 1)
        #expect(EncapsulationEncoding.attributes(of: stack) == [12, 0, 1, 0, 0x00, 0x06, 0x40, 0x00, 0x00, 0x0C, 0x81, 0x00])
    }

    @Test("what is said of a tunnel goes out in network order, padded to four bytes")
    func tunnel() {
        var tunnel = Encapsulation.Tunnel()
        tunnel.identifier = 42
        tunnel.destination = IPAddress(10, 9, 0, 1)
        tunnel.hopLimit = 9
        tunnel.flags = 1
        let bytes = EncapsulationEncoding.attributes(of: .tunnel(.ipv4, tunnel))
        #expect(bytes == [12, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 42, 8, 0, 2, 0, 10, 9, 0, 1, 5, 0, 4, 0, 9, 0, 0, 0, 6, 0, 6, 0, 0, 1, 0, 0])
        #expect(EncapsulationEncoding.type(of: .tunnel(.ipv4, tunnel)) == 2)
        #expect(EncapsulationEncoding.type(of: .tunnel(.ipv6, tunnel)) == 4)
        #expect(EncapsulationEncoding.attributes(of: .ila(locator: 0x2001_0DB8_0001_0002)) == [12, 0, 1, 0, 0x20, 0x01, 0x0D, 0xB8, 0, 1, 0, 2])
    }
}
