internal import Glibc
public import Netlink
public import Routing

extension RouteConnection {
    /// Makes an interface over another one; it is not up yet.
    ///
    /// - Parameters:
    ///   - base: the number of the interface that it stands on.
    ///   - controller: the VRF to put it into; 0 for none.
    ///   - group: the number of the group of links that it belongs to.
    public func add(_ interface: VirtualInterface, base: Int32, controller: Int32, group: UInt32) throws(NetlinkError) {
        try carryOut(
            "make the interface \(interface.name)", VirtualInterfaceMessages.addition(interface, base: base, controller: controller, group: group))
    }

    /// One interface as it is now; nil where there is none of the name.
    public func interface(named name: String) throws(NetlinkError) -> NetworkInterface? {
        var found: NetworkInterface?
        let refusals = try ask(VirtualInterfaceMessages.question(name)) { found = RouteMessages.interface($0) ?? found }
        if let refusal = refusals.first, refusal.code != ENODEV {
            throw NetlinkError("look at the interface \(name)", code: refusal.code, detail: refusal.detail)
        }
        return found
    }

    /// Sets an interface up.
    ///
    /// - Parameter alias: at most 255 bytes, by which it is known later.
    public func raise(interfaceIndex: Int32, alias: String) throws(NetlinkError) {
        try carryOut("set interface \(interfaceIndex) up", VirtualInterfaceMessages.raising(index: interfaceIndex, alias: alias))
    }

    /// Gives an interface the group that it has, of which the kernel tells everybody with all else that is to be known of it.
    public func announce(interfaceIndex: Int32, group: UInt32) throws(NetlinkError) {
        try carryOut("announce interface \(interfaceIndex)", VirtualInterfaceMessages.regrouping(index: interfaceIndex, group: group))
    }

    /// Removes an interface; one that is gone already is no failure.
    public func removeInterface(index: Int32) throws(NetlinkError) {
        try carryOut("remove interface \(index)", VirtualInterfaceMessages.removal(index: index), ignoring: [ENODEV])
    }
}
