extension ConfigurationWriter {
    mutating func write(_ control: ControlSettings) {
        line("control_group", Self.quoted(control.group))
        line("control_group_may_change", control.groupMayChange ? "on" : "off")
    }
}
