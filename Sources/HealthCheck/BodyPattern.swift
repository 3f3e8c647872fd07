/// `regex` of a `url` block with what belongs to it: what the body of the answer must, or must not, contain.
public struct BodyPattern: Hashable, Sendable {
    /// The regular expression in PCRE2's syntax. Bytes, since it need not be UTF-8 unless `utf` is among the options.
    public var expression: [UInt8]
    /// `regex_options`.
    public var options: Set<PatternOption>
    /// `regex_no_match`: the check fails where the expression matches.
    public var mustBeAbsent: Bool
    /// `regex_min_offset`: where in the body the search begins, in bytes.
    public var minimumOffset: Int
    /// `regex_max_offset`: the last place in the body where a match may begin, in bytes.
    public var maximumOffset: Int?
    /// The greatest size of `regex_stack` in bytes: memory that one search may take, where that is more than `PatternLimits.memory`.
    public var memory: Int?

    public init(
        expression: [UInt8], options: Set<PatternOption> = [], mustBeAbsent: Bool = false, minimumOffset: Int = 0,
        maximumOffset: Int? = nil, memory: Int? = nil
    ) {
        self.expression = expression
        self.options = options
        self.mustBeAbsent = mustBeAbsent
        self.minimumOffset = minimumOffset
        self.maximumOffset = maximumOffset
        self.memory = memory
    }
}

/// The words of `regex_options`; each is the PCRE2 option of that name (pcre2api(3)).
public enum PatternOption: String, Hashable, Sendable, CaseIterable {
    case allowEmptyClass = "allow_empty_class"
    case alternativeBackslashX = "alt_bsux"
    case alternativeCircumflex = "alt_circumflex"
    case alternativeVerbNames = "alt_verbnames"
    case automaticCallout = "auto_callout"
    case caseless
    case dollarEndOnly = "dollar_endonly"
    case dotAll = "dotall"
    case duplicateNames = "dupnames"
    case extended
    case firstLine = "firstline"
    case matchUnsetBackreference = "match_unset_backref"
    case multiline
    case neverBackslashC = "never_backslash_c"
    case neverUnicodeProperties = "never_ucp"
    case neverUTF = "never_utf"
    case noAutomaticCapture = "no_auto_capture"
    case noAutomaticPossession = "no_auto_possess"
    case noDotStarAnchor = "no_dotstar_anchor"
    case noStartOptimization = "no_start_optimize"
    case unicodeProperties = "ucp"
    case ungreedy
    case useOffsetLimit = "use_offset_limit"
    case utf
}

/// Bounds of a search, so that neither a page nor an expression can burn time or memory.
public enum PatternLimits {
    /// Bytes of a regular expression.
    public static let expression = 4_096
    /// Bytes that a search may take for its backtracking: 16 MiB.
    public static let memory = 16 << 20
    /// The most that `regex_stack` can ask for: 256 MiB.
    public static let greatestMemory = 256 << 20
    /// Bytes of the body that a match which may still become complete keeps: 1 MiB.
    public static let keptBody = 1 << 20
    /// Bytes of the body that are searched at a time.
    public static let piece = 16_384
    /// Steps of the expression over one piece: the event loop waits for them, some 10 ms.
    public static let stepsPerPiece = 400_000
    /// Steps over the whole body.
    public static let steps = 20_000_000
}
