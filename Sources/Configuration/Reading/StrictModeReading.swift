internal import ConfigurationLanguage
internal import VRRP

// Strict mode: what the RFC doesn't have is set back, with a word about each.

extension Reader {
    var isStrict: Bool { instance.strict ?? defaults.strict }

    mutating func applyStrictMode(_ parameters: inout VirtualRouterParameters, at place: SourceRange) {
        let isOwner = parameters.priority == 255
        if instance.state != nil, (instance.state == .master) != isOwner {
            setBack("`state MASTER` stands for the owner of the addresses (priority 255)", at: place)
        }
        parameters.initialState = isOwner ? .master : .backup
        if parameters.preemptDelay > .zero {
            setBack("there is no `preempt_delay`", at: instance.preemptDelayPlace ?? place)
            parameters.preemptDelay = .zero
        }
        if parameters.downTimerAdvertisements != 3 {
            setBack("`down_timer_adverts` is 3", at: place)
            parameters.downTimerAdvertisements = 3
        }
        if instance.advertisesBeforeMakingWay == true { setBack("`higher_prio_send_advert` is off", at: place) }
        parameters.advertisesBeforeMakingWay = false
        if instance.answersLowerPriority == true { setBack("`lower_prio_no_advert` is on", at: place) }
        parameters.answersLowerPriority = false
        applyToAnnouncements(&parameters, at: place)
        if isOwner, instance.ownerIgnoresAdvertisements == false {
            setBack("`owner_ignore_adverts` is on", at: instance.ownerIgnoresAdvertisementsPlace ?? place)
            parameters.ownerIgnoresAdvertisements = true
        }
        if let own = parameters.messageAuthentication, own.mode != .enforce {
            setBack("the mode of `auth_hmac` is `enforce`", at: instance.messageAuthentication?.place ?? place)
            parameters.messageAuthentication?.mode = .enforce
        }
    }

    /// Gratuitous ARPs are sent on taking over and at no other time.
    private mutating func applyToAnnouncements(_ parameters: inout VirtualRouterParameters, at place: SourceRange) {
        if (instance.garp.lowerPriorityRepeat ?? 0) > 0 || (instance.garp.lowerPriorityDelay ?? .zero) > .zero {
            setBack("`garp_lower_prio_repeat` and `garp_lower_prio_delay` are 0", at: place)
        }
        parameters.gratuitousARPLowerPriorityRepeat = 0
        parameters.gratuitousARPLowerPriorityDelay = .zero
    }

    private mutating func setBack(_ rule: String, at place: SourceRange) {
        report(.warning, .strictMode, "in strict mode \(rule): that is used", at: place)
    }
}
