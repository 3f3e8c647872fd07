internal import ConfigurationLanguage
internal import NetworkTypes
internal import VRRP

// `auth_hmac`.

extension Reader {
    mutating func beginMessageAuthentication(_ statement: Int) -> Bool {
        // A second block goes on with the first, as in keepalived.
        if instance.messageAuthentication == nil {
            instance.messageAuthentication = MessageAuthenticationDraft(place: place(0, in: statement))
        }
        return true
    }

    /// `key ID VALUE`: 32 to 64 bytes, written plainly, as `hex:...`, or in a file as `file:PATH`.
    mutating func readMessageKey(_ statement: Int) {
        guard let number = number(1, in: statement, 1...255) else { return }
        let id = UInt8(clamping: number)
        let draft = instance.messageAuthentication
        if draft?.keys[id] != nil || draft?.keyFiles[id] != nil {
            report(.error, .duplicateKey, "there is a key \(id) already: this one is left out", at: place(1, in: statement))
            return
        }
        let text = tree.text(ofWord: 2, in: statement)
        if text.starts(with: "file:".utf8) {
            instance.messageAuthentication?.keyFiles[id] = String(decoding: text.dropFirst(5), as: UTF8.self)
        } else if let key = MessageKey.decode(text) {
            instance.messageAuthentication?.keys[id] = key
        } else {
            invalidValue(2, in: statement, expected: "32 to 64 bytes, or hex: with 64 to 128 digits, or file: with a path")
        }
    }

    /// - Returns: nil where there is no block, or where its active key isn't there: keepalived goes on without authentication then.
    mutating func messageAuthentication(_ parameters: VirtualRouterParameters) -> MessageAuthentication? {
        guard let draft = instance.messageAuthentication else { return nil }
        guard let active = draft.activeKey, draft.keys[active] != nil || draft.keyFiles[active] != nil else {
            report(
                .error, .incompleteAuthentication, "the `active_key` of `auth_hmac` is none of its keys: there is no authentication",
                at: draft.place)
            return nil
        }
        let window = draft.window ?? MessageAuthentication.defaultWindow(interval: parameters.usedInterval.duration)
        return MessageAuthentication(
            keys: draft.keys, activeKey: active, mode: draft.mode, window: draft.comparesClocks ? window : nil)
    }
}

/// The forms of a key of `auth_hmac`.
public enum MessageKey {
    static let lengths = 32...64

    /// Reads a key as it is written, or as its file holds it (a line end after it doesn't count).
    ///
    /// - Returns: nil where it isn't 32 to 64 bytes long.
    public static func decode(_ text: some BidirectionalCollection<UInt8>) -> [UInt8]? {
        let key = text.starts(with: "hex:".utf8) ? [UInt8](hexadecimal: text.dropFirst(4)) : Array(text)
        guard let key, lengths.contains(key.count) else { return nil }
        return key
    }

    /// The longest file that can hold a key: `hex:`, 128 digits and some line ends.
    public static let longestFile = 140

    /// Reads what a file holds.
    public static func decode(file content: [UInt8]) -> [UInt8]? {
        let end = content.lastIndex { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }.map { $0 + 1 } ?? 0
        return decode(content[..<end])
    }
}
