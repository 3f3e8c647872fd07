internal import Glibc
public import Netlink
internal import Routing

extension RouteConnection {
    /// Adds routes, many in one system call. One that is there already is no failure.
    public func add(_ routes: [RouteRequest]) throws(NetlinkError) -> [(request: RouteRequest, refusal: NetlinkRefusal)] {
        try perform(routes, ignoring: [EEXIST], RouteEncoding.addition)
    }

    /// Removes routes. One that is gone already, perhaps with its interface, is no failure.
    public func remove(_ routes: [RouteRequest]) throws(NetlinkError) -> [(request: RouteRequest, refusal: NetlinkRefusal)] {
        try perform(routes, ignoring: [ESRCH, ENODEV], RouteEncoding.removal)
    }

    /// Adds rules. One that is there already is no failure.
    public func add(_ rules: [RuleRequest]) throws(NetlinkError) -> [(request: RuleRequest, refusal: NetlinkRefusal)] {
        try perform(rules, ignoring: [EEXIST], RuleEncoding.addition)
    }

    /// Removes rules. One that is gone already is no failure.
    public func remove(_ rules: [RuleRequest]) throws(NetlinkError) -> [(request: RuleRequest, refusal: NetlinkRefusal)] {
        try perform(rules, ignoring: [ENOENT], RuleEncoding.removal)
    }
}
