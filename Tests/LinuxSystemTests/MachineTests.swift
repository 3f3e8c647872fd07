import Testing

@testable import LinuxSystem

@Suite("What the machine makes of this process")
struct MachineTests {
    @Test(
        "Processes are hidden from root without CAP_SYS_PTRACE where the group that sees all is another one, or none is",
        arguments: [
            ("rw,nosuid", false), ("rw,hidepid=invisible", false), ("rw,hidepid=2", false), ("rw,hidepid=off", false), ("rw,gid=100,hidepid=invisible", true),
            ("rw,hidepid=1,gid=5", true), ("rw,hidepid=ptraceable", true), ("rw,hidepid=4", true),
        ])
    func hidden(_ options: String, _ isHidden: Bool) {
        #expect(ProcessTable.hidesProcesses(mounts: "sysfs /sys sysfs rw 0 0\nproc /proc proc \(options) 0 0\n") == isHidden)
    }

    @Test("Of several mounts over each other the last one counts; without one nothing is hidden")
    func mounts() {
        #expect(!ProcessTable.hidesProcesses(mounts: "proc /proc proc rw,hidepid=4 0 0\nproc /proc proc rw 0 0\n"))
        #expect(!ProcessTable.hidesProcesses(mounts: "sysfs /sys sysfs rw,hidepid=4 0 0\n"))
    }

    @Test(
        "Programs leave lvsd's own profile only",
        arguments: [("lvsd (enforce)\n", true), ("lvsd (complain)\n", true), ("lvsd (unconfined)\n", false), ("docker-default (enforce)\n", false), ("unconfined\n", false), ("", false)])
    func profiles(_ profile: String, _ isLeft: Bool) {
        #expect(SecurityProfile.isLeftByPrograms(profile) == isLeft)
    }
}
