import ConfigurationLanguage
import Testing

@Suite("Sequences and lists")
struct SequenceTests {
    @Test(
        "`~SEQ` reads the rest of its line once for each number",
        arguments: [
            ("~SEQ(n,3) a${n}", "a1; a2; a3"), ("~SEQ(n,2,4) a${n}", "a2; a3; a4"), ("~SEQ(n,5,-2,1) a$n", "a5; a3; a1"),
            ("~SEQ(n,-2) a${n}", "a-1; a-2"), ("~SEQ(n,3,1) a${n}", "a3; a2; a1"), ("~SEQ( n , 1 , 2 )a${n}", "a1; a2"),
            ("~SEQ(n,0x10,0x11) a${n}", "a16; a17"), ("~SEQ(n,010,011) a${n}", "a8; a9"), ("~SEQ (n,1) a${n}", "a1"),
            ("~SEQx(n,9,11) a${n}", "a9; aa; ab"), ("~SEQx(n,0x90,0x10,0xc0) a${n}", "a90; aa0; ab0; ac0"), ("~SEQ(n,4,4) a", "a"),
            ("~SEQ(n,1,4,6) a${n}", "a1; a5"),
        ])
    func numbers(text: String, outline: String) {
        #expect(parse(text).outline == outline)
        #expect(parse(text).diagnostics.isEmpty)
    }

    @Test("several on a line nest, the last goes fastest")
    func nested() {
        #expect(parse("~SEQ(a,2) ~SEQ(b,3,4) x${a}.${b}").outline == "x1.3; x1.4; x2.3; x2.4")
        #expect(parse("~LST({a,b},{1,2},{3,4}) ~SEQ(c,2) x${a}${b}${c}").outline == "x121; x122; x341; x342")
    }

    @Test(
        "`~LST` reads the rest of its line once for each value",
        arguments: [
            ("~LST(a,x,y) l${a}", "lx; ly"), ("~LST( a , p , q ) l${a}", "lp; lq"), ("~LST({a,b},{1,2},{3,4}) l${a}${b}", "l12; l34"),
            ("~LST({a,b},{1},{2,3}) l${a}-${b}", "l1-; l2-3"), ("~LST(a,x,,y) l${a}", "lx; l; ly"), ("~LST({a},{1},{2}) l${a}", "l1; l2"),
        ])
    func lists(text: String, outline: String) {
        #expect(parse(text).outline == outline)
        #expect(parse(text).diagnostics.isEmpty)
    }

    @Test("arguments may be parameters; the rest may be a parameter of several lines, a condition or a definition")
    func withParameters() {
        #expect(parse("$MAX=2\n~SEQ(n,1,$MAX) a${n}\n~SEQ(n,${MAX}) b${n}").outline == "a1; a2; b1; b2")
        #expect(parse("$L= \\\nouter ${n} {\\\nvalue ${n}\\\n}\n~SEQ(n,2) $L").outline == "outer 1 { value 1 }; outer 2 { value 2 }")
        #expect(parse("~SEQ(n,2) @x a${n}\n~SEQ(n,2) @^x b${n}", id: "y").outline == "b1; b2")
        #expect(parse("~SEQ(n,2) $W${n}=v${n}\n~SEQ(n,2) x ${W1}").outline == "x v1; x v1")
        #expect(parse("$S=~SEQ(n,2)\n$S a${n}").outline == "a1; a2")
    }

    @Test("the variable lasts as long as the line, and hides a parameter of its name only so long")
    func scope() {
        #expect(parse("$n=9\n~SEQ(n,1) a${n}\nb ${n}\n~SEQ(k,1) c\nd ${k}").outline == "a1; b 9; c; d ${k}")
    }

    @Test(
        "arguments without sense are one mistake",
        arguments: [
            "~SEQ(n,1,3", "~SEQ(n,a,b) x", "~SEQ() y", "~SEQ(n,1,0,3) v", "~SEQ(n,1,-1,3) t", "~SEQ(n) x", "~SEQ(n,1,1,1,1) x",
            "~SEQ(n,99999999999999999999) x", "~SEQ(n-m,1) x", "~LST(a) x", "~LST({a,b},{1,2,3}) x", "~LST() x", "~LST({,},1) x",
            "~SEQ(n,0x) x", "~SEQ(n,09) x",
        ])
    func invalid(text: String) {
        #expect(parse(text).complaints == ["invalid-sequence@0"])
        #expect(parse(text).outline == "")
    }

    @Test(
        "a sequence that is too long costs nothing",
        arguments: [
            "~SEQ(n,1000000000000) x", "~SEQ(n,-9223372036854775808,9223372036854775807) x",
            "~SEQ(n,9223372036854775807,-9223372036854775808) x", "~SEQ(n,0,9223372036854775807) x",
        ])
    func tooLong(text: String) {
        #expect(parse(text).complaints == ["sequence-too-long@0"])
    }

    @Test("other words that begin with ~ are no sequences")
    func others() {
        #expect(parse("~FOO(1) w\n~SEQ n z\na ~SEQ(n,2) b").outline == "~FOO(1) w; ~SEQ n z; a ~SEQ(n,2) b")
    }
}
