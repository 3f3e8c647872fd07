import ConfigurationLanguage
import Testing

@Suite("Parameters")
struct ParameterTests {
    @Test("a parameter is replaced by its value, from its definition on")
    func simple() {
        #expect(parse("a $IF\n$IF=eth0\nb $IF\nc ${IF}.1\nd x${IF}y$IF").outline == "a $IF; b eth0; c eth0.1; d xeth0yeth0")
        #expect(parse("  $A=1 # one\n$A=2 \nx $A").outline == "x 2")
    }

    @Test("without braces white space must follow the name; else it stays as it is, with one warning")
    func endOfName() {
        let tree = parse("$IF=e\na $IF.1\nb $IFF\nc $IF{\n}\nd $IF/24")
        #expect(tree.outline == "a $IF.1; b $IFF; c $IF { }; d $IF/24")
        #expect(tree.complaints == ["unreplaced-parameter@8"])
    }

    @Test("what is not defined stays as it is", arguments: ["a $B", "a ${B}c", "a $", "a ${", "a ${B", "a $1", "a b$", "a ${}x", "a $$ ${_NONE}"])
    func undefined(text: String) {
        #expect(parse("$A=1\n" + text).outline == text)
        #expect(parse("$A=1\n" + text).complaints == [])
    }

    @Test("a value may have several words, braces and quotes, or nothing in it")
    func values() {
        #expect(parse("$A=b {c\n$B=\n$C=\"d e\"\n$A\n}\nx${B}y $C").outline == "b { c }; xy d e")
        #expect(parse("$A=1\nx 'a ${A} b' \"$A c\"").outline == "x a 1 b 1 c")
        #expect(parse("$C=\"d e\"\nx $C").wordCount(of: 0) == 2)
    }

    @Test("values are replaced where they are used, not where they are defined")
    func late() {
        #expect(parse("$A=10.${B}\n$B=1\nx ${A}.0\n$B=2\nx ${A}.0").outline == "x 10.1.0; x 10.2.0")
        #expect(parse("$N=A\n$A=5\nx ${${N}}").outline == "x 5")
        #expect(parse("$D=$Y=4\n$D\nx ${Y}").outline == "x 4")
    }

    @Test("comment signs come from predefined parameters")
    func commentSigns() {
        let tree = parse("x a${_HASH}b${_BANG}c # d\n$E=p\\#q\ny $E")
        #expect(tree.outline == "x a#b!c; y p#q")
        #expect(tree.diagnostics.isEmpty)
    }

    @Test("a definition goes on behind a backslash; each of its lines is a line where it is used")
    func severalLines() {
        let text = "$I= \\\nouter ${N} { \\ # comment\n value ${N} \\\n}\n$N=1\n$I\n$N=2\n$I"
        #expect(parse(text).outline == "outer 1 { value 1 }; outer 2 { value 2 }")
        #expect(parse("$M=a \\\nb\nx $M y").outline == "x a; b y")
    }

    @Test("definitions, conditions and other parameters work within the lines of a parameter")
    func nestedLines() {
        let text = """
            $RS= \\
              inner { \\
                leaf ${VS}.${RS} \\
              }
            $VS_BLOCK= \\
            outer ${VS} { \\
              $RS=1 \\
              @^main value x \\
              @main value y \\
              $RSB \\
              $RS=2 \\
              $RSB \\
            }
            $RSB=$INNER
            $INNER= \\
              inner { \\
                leaf ${VS}.${RS} \\
              }
            $VS=0
            $VS_BLOCK
            """
        #expect(
            parse(text, id: "main").outline == "outer 0 { value y; inner { leaf 0.1 }; inner { leaf 0.2 } }")
        #expect(parse(text, id: "main").diagnostics.isEmpty)
    }

    @Test(
        "parameters without end are one mistake, whatever their shape",
        arguments: [
            ("$A=${A}\nx ${A}", "endless-parameter"), ("$A=$B\n$B=$A\nx $A", "endless-parameter"),
            ("$A=${A}${A}\nx ${A}", "too-much-text"), ("$M=a \\\n$M \\\n$M\n$M", "endless-parameter"),
            ("$A=~SEQ(n,2) $A\n$A", "endless-parameter"),
        ])
    func endless(text: String, code: String) {
        let tree = parse(text + "\nlast")
        #expect(tree.complaints.map { $0.prefix { $0 != "@" } } == [code[...]])
        #expect(tree.outline.hasSuffix("last"))
    }

    @Test("nesting that doubles with every level stays within limits")
    func exponential() {
        let levels = (1...60).map { "$P\($0)=${P\($0 - 1)}${P\($0 - 1)}\n" }.joined()
        #expect(parse("$P0=x\n\(levels)a ${P10}").text(ofWord: 1, in: 0).count == 1024)
        #expect(parse("$P0=x\n\(levels)a ${P60}").complaints.map { $0.prefix { $0 != "@" } } == ["too-much-text"])
    }
}

@Suite("Conditions and predefined parameters")
struct ConditionTests {
    @Test("`@id` keeps a line for one director, `@^id` for all others")
    func conditions() {
        let text = "@main a 1\n@backup a 2\n  @^main   b 3\n@^backup b 4\n@ c\n@^ d\ne @main f\n@main outer A {\nvalue 1\n@main }"
        #expect(parse(text, id: "main").outline == "a 1; b 4; d; e @main f; outer A { value 1 }")
        #expect(parse("@main a\n@main @^x b\n@main @x c", id: "main").outline == "a; b")
    }

    @Test("conditions and parameters work together")
    func withParameters() {
        #expect(parse("@main $P=240\n@backup $P=200\npriority $P", id: "backup").outline == "priority 200")
        #expect(parse("$IF_MAIN=@main\n$IF_MAIN a\n$IF_MAIN $X=1\nb ${X}", id: "x").outline == "b ${X}")
        #expect(parse("@x $L= \\\na \\\nb\n@main c", id: "main").outline == "c")
    }

    @Test("a line whose condition holds keeps its places")
    func places() {
        #expect(parse("@main a b", id: "main").range(ofWord: 1, in: 0) == SourceRange(file: 0, offset: 8, length: 1))
    }

    @Test("the file's directory, the configuration id")
    func directoryAndInstance() {
        #expect(parse("a ${_PWD}/x $_INSTANCE\nb ${_INSTANCE}", id: "d1").outline == "a /etc/lvsd/x d1; b d1")
        let relative = SourceSnapshot(
            path: "sub/a.conf", bytes: Array("a ${_PWD}".utf8), settings: SourceSnapshot.Settings(workingDirectory: "/home"))
        #expect(SyntaxTree.parse(relative, grammar: SampleGrammar()).outline == "a /home/sub")
    }

    @Test("random numbers stay in their range, and `random_seed` makes them repeatable")
    func random() {
        let text = "a ${_RANDOM} ${_RANDOM 5 5} ${_RANDOM 32767} ${_RANDOM 1 6}"
        let words = parse(text).outline.split(separator: " ").compactMap { Int($0) }
        #expect(words.count == 4)
        #expect((0...32767).contains(words[0]) && words[1] == 5 && words[2] == 32767 && (1...6).contains(words[3]))
        #expect(parse(text).outline == parse(text).outline)
        let seeded = (1...2).map { seed in
            SyntaxTree.parse(
                SourceSnapshot(path: "/a", bytes: Array("random_seed 7\n\(text)".utf8), settings: .init(randomSeed: UInt64(seed))),
                grammar: SampleGrammar()
            ).outline
        }
        #expect(seeded[0] == seeded[1])
        #expect(parse("a ${_RANDOM 6 1} ${_RANDOM x}").outline == "a ${_RANDOM 6 1} ${_RANDOM x}")
    }
}
