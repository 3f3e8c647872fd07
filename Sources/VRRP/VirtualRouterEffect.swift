extension VirtualRouter {
    /// Something for the shell to do. The effects of one call are done in their order, which is keepalived's: whoever takes
    /// over advertises first, then sets the addresses, then announces them; whoever leaves advertises priority 0 first.
    public enum Effect: Hashable, Sendable {
        /// To be sent to the group from the router's primary address.
        case sendAdvertisement(Advertisement)
        /// Put all addresses of the instance on their interfaces. Those that are there already stay untouched.
        case addVirtualAddresses
        /// Take all addresses of the instance off their interfaces; those that aren't there are no error. Gratuitous ARPs
        /// that still wait to be sent are dropped.
        case removeVirtualAddresses
        /// For each round, a gratuitous ARP for each address of the instance, those outside the advertisement included.
        case sendGratuitousARPs(rounds: Int)
        /// The router is now in this state: for the status, and for whoever is notified of it.
        case stateChanged(VirtualRouterState)
        case log(Event)
    }
}
