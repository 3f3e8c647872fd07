extension VirtualServerEvent {
    /// The real server that it is about; nil where it is about the virtual server as a whole.
    public var realServer: RealServerName? {
        switch self {
        case .realServerUp(let name, _), .realServerDown(let name, _), .realServerGone(let name), .realServerRemoved(let name),
            .realServerShutDown(let name), .weightChanged(let name, _, _, _), .sorryServerOn(let name, _), .sorryServerOff(let name, _),
            .slowStart(let name, _, _, _), .drainBegan(let name, _), .drainResumed(let name), .drainEnded(let name, _, _), .realServerHeld(let name),
            .ordered(let name, _, _), .orderedDrainEnded(let name, _, _, _), .changedOutOfService(let name, _):
            name
        default: nil
        }
    }
}
