import Testing

@testable import Supervisor

@Suite("What is kept from readers")
struct SecretsTests {
    @Test(
        "Passwords, keys and credentials are masked, with the keyword and its place left",
        arguments: [
            ("        auth_pass secret", "        auth_pass ********"), ("  password \"x y\"", "  password ********"),
            ("    key 1 hex:00ff", "    key 1 ********"), ("  key /etc/ssl/key.pem", "  key /etc/ssl/key.pem"),
            ("  key 1 \"file:/etc/key\"", "  key 1 \"file:/etc/key\""), ("router_id auth_pass", "router_id auth_pass"), ("", ""),
            ("  header \"Authorization: Basic eDp5\"", "  header \"Authorization: ********"),
            ("  header \"X-Shop-Key: 17\"", "  header \"X-Shop-Key: ********"), ("  header \"Host: shop\"", "  header \"Host: shop\""),
            ("  send \"AUTH sesame\\r\\n\"", "  send ********"), ("  send \"PING\\r\\n\"", "  send \"PING\\r\\n\""),
            ("  path \"/health?token=17\"", "  path ********"), ("  path /health", "  path /health"),
        ])
    func masks(_ line: String, _ masked: String) {
        #expect(Secrets.masked(line) == masked)
    }

    @Test("A changed password is not told in the list of changes")
    func masksValues() {
        #expect(Secrets.masked("secret", of: "authentication auth_pass") == "********")
        #expect(Secrets.masked("1 hex:00", of: "auth_hmac key") == "1 ********")
        #expect(Secrets.masked("\"Cookie: a=b\"", of: "HTTP_GET url header") == "\"Cookie: ********")
        #expect(Secrets.masked("10", of: "authentication priority") == "10")
        #expect(Secrets.masked(nil, of: "auth_pass") == nil)
    }

    @Test(
        "A line of a file that goes into the log with a diagnostic has none either, wherever they stand in it and however they are spelt",
        arguments: [
            ("     auth_pass averylongpassword }", "     auth_pass ********"), ("    authentication { auth_type PASS auth_pas x }", "    authentication { auth_type PASS auth_pas ********"),
            ("    header \"Authorization: Basic eDp5\" extra", "    header \"Authorization: ********"), ("\tauth_pass\tlongsecret", " auth_pass ********"), ("\tkey\t1\t00ff", " key 1 ********"),
            ("\tweigth\t1", "\tweigth\t1"), ("    weigth 1", "    weigth 1"), ("      ^~~~", "      ^~~~"),
            ("    hint: did you mean `auth_pass`?", "    hint: did you mean `auth_pass`?"),
        ])
    func masksSource(_ line: String, _ masked: String) {
        #expect(Secrets.maskedSource(line) == masked)
    }
}
