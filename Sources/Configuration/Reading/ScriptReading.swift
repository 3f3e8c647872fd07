internal import ConfigurationLanguage
internal import NetworkTypes

/// `NAME [GROUP]` behind `script_user`, `user` and scripts.
struct ScriptUserDraft {
    var user: String
    var group: String?
}

// Scripts, wherever they stand in the language.

extension Reader {
    /// A script with its arguments in one word, which quotes may make: `"killall -0 nginx"`.
    mutating func scriptWords(_ word: Int, in statement: Int) -> [String]? {
        let words = ScriptCommand.words(in: tree.text(ofWord: word, in: statement))
        if words.first?.isEmpty == false { return words }
        invalidValue(word, in: statement, expected: "a program with its arguments, in one pair of quotes")
        return nil
    }

    /// A script to be told of something: `"SCRIPT ARGUMENTS" [USER [GROUP]]`.
    mutating func script(_ word: Int, in statement: Int) -> ScriptCommand? {
        guard let words = scriptWords(word, in: statement) else { return nil }
        return command(words, as: scriptUser(word + 1, in: statement))
    }

    /// A command as the given user, else as `script_user`.
    func command(_ words: [String], as user: ScriptUserDraft?) -> ScriptCommand {
        let user = user ?? defaults.scriptUser
        return ScriptCommand(words: words, user: user?.user, group: user?.group)
    }

    /// `USER [GROUP]`, `USER:GROUP` or `USER : GROUP`; nil where nothing stands there.
    func scriptUser(_ word: Int, in statement: Int) -> ScriptUserDraft? {
        let words = (word..<max(word, tree.wordCount(of: statement))).flatMap {
            string($0, in: statement).split(separator: ":").map(String.init)
        }
        guard let user = words.first else { return nil }
        return ScriptUserDraft(user: user, group: words.count > 1 ? words[1] : nil)
    }
}
