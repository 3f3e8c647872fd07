internal import Configuration
internal import LinuxSystem
internal import Logging
internal import VRRP

extension VRRPInstance {
    /// The instance with the keys of `auth_hmac` that stand in files. Without its active key it stays in FAULT: nobody would hear it, and it
    /// would take over beside a living master.
    func withKeysFromFiles(_ logger: Logger) -> VRRPInstance {
        var instance = self
        for (id, path) in keyFiles {
            do throws(SystemError) {
                let content = try Files.read(path, limit: MessageKey.longestFile)
                if let key = MessageKey.decode(file: content) {
                    instance.parameters.messageAuthentication?.keys[id] = key
                } else {
                    logger.error("(\(parameters.name)) auth_hmac key file '\(path)' holds no key of 32 to 64 bytes", metadata: DaemonLog.fields(instance: parameters.name))
                }
            } catch {
                logger.error("(\(parameters.name)) auth_hmac key file '\(path)' cannot be opened: \(error)", metadata: DaemonLog.fields(instance: parameters.name))
            }
        }
        return instance
    }
}
