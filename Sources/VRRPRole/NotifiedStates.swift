internal import VRRP

extension NotifiedState {
    init(_ state: VirtualRouterState) {
        switch state {
        case .initialize: self = .stop
        case .backup: self = .backup
        case .master: self = .master
        case .fault: self = .fault
        }
    }
}
