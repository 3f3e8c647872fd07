internal import CNetlink
internal import Netlink

extension NetlinkSocket {
    /// A socket to the kernel's IPVS, and the number of its family. Asking for the family makes the kernel load ip_vs (genl_ctrl's request_module).
    ///
    /// - Throws: an error that says so where the kernel has no IPVS and could not load it.
    static func toIPVS() throws(NetlinkError) -> (NetlinkSocket, family: Int32) {
        let socket = try NetlinkSocket(protocolNumber: NETLINK_GENERIC)
        guard let family = socket.family(named: IPVS_GENL_NAME) else {
            throw NetlinkError("reach IPVS", code: 0, detail: "the kernel has no IPVS and could not load the module ip_vs")
        }
        return (socket, family)
    }
}
