import ServiceKit
import Testing

@Suite struct APITokenTests {
    @Test(arguments: ["", "s3cre", "s3cret!", "S3cret", "s3crets3cret", "t3cret"])
    func `only the very same text matches`(candidate: String) throws {
        let token = try #require(APIToken("s3cret"))
        #expect(token.matches("s3cret"))
        #expect(!token.matches(candidate))
    }

    @Test func `a token is never printed`() throws {
        let configuration = ServiceConfiguration(service: "stock", dataDirectory: "/tmp", apiToken: APIToken("s3cret"))
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in [dumped, "\(configuration)", String(reflecting: configuration)] {
            #expect(text.contains("stock"))
            #expect(!text.contains("s3cret"))
            #expect(!text.contains("115"), "the first byte of the token")
        }
    }

    @Test(arguments: ["", "two words", "tab\t", "grün", String(repeating: "x", count: 513)])
    func `what does not fit into a header is no token`(text: String) {
        #expect(APIToken(text) == nil)
    }
}
