internal import NetworkTypes

extension ConfigurationWriter {
    mutating func write(_ script: LifecycleScript?, at moment: LifecycleScript.Moment) {
        guard let script else { return }
        line([moment.keyword, Self.quoted(script.command.line), script.command.userText].compactMap(\.self).joined(separator: " "))
        line(moment.keyword + "_timeout", script.timeout.secondsText)
    }
}
