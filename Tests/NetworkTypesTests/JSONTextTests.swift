import NetworkTypes
import Testing

@Suite("JSON text")
struct JSONTextTests {
    private func text(_ write: (inout JSONText) -> Void) -> String {
        var json = JSONText()
        write(&json)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    @Test("Members, elements and what is inside of them are separated by commas")
    func separates() {
        let written = text {
            $0.object {
                $0.member("name", "VI_1")
                $0.object("master") {
                    $0.member("address", "192.0.2.1")
                    $0.member("priority", 150)
                }
                $0.array("trackers") {
                    $0.object { $0.member("weight", -30) }
                    $0.object { _ in }
                    $0.array { $0.element(1) }
                }
                $0.member("addresses", ["a", "b"])
                $0.member("isUp", true)
                $0.member("share", 0.5)
                $0.member("latency", seconds: .microseconds(1500))
                $0.array("none") { _ in }
            }
        }
        #expect(
            written == #"{"name":"VI_1","master":{"address":"192.0.2.1","priority":150},"trackers":[{"weight":-30},{},[1]],"#
                + #""addresses":["a","b"],"isUp":true,"share":0.5,"latency":0.0015,"none":[]}"#)
    }

    @Test("What isn't there leaves no member")
    func leavesOut() {
        let nothing: String? = nil
        #expect(
            text {
                $0.object {
                    $0.member("a", nothing)
                    $0.member("b", nil as Int?)
                    $0.member("c", nil as Bool?)
                    $0.member("d", nil as Double?)
                    $0.member("e", seconds: nil)
                    $0.member("f", Double.infinity)
                }
            } == #"{"f":null}"#)
    }

    @Test("Quotes, backslashes and control characters are escaped, everything else stands as it is")
    func escapes() {
        #expect(text { $0.element("a\"b\\c\nd\re\tf\u{1}g\u{1F}h\u{7F}ä😀/") } == "\"a\\\"b\\\\c\\nd\\re\\tf\\u0001g\\u001fh\\u007fä😀/\"")
    }

    @Test("Objects stand on lines of their own, and the last one can be taken back")
    func lines() {
        var json = JSONText()
        json.object { $0.member("n", 1) }
        json.endLine()
        let before = json.count
        json.object { $0.member("n", 2) }
        json.endLine()
        json.cut(to: before)
        json.object { $0.member("n", 3) }
        json.endLine()
        #expect(String(decoding: json.bytes, as: UTF8.self) == "{\"n\":1}\n{\"n\":3}\n")
    }
}
