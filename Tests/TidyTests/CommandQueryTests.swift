import Testing

/// Commands read streams, and queries over many orders read projections: neither reaches for the other's.
@Suite struct CommandQueryTests {
    private static func files(where isChosen: (String) -> Bool) throws -> [(name: String, text: String)] {
        try Repository.swiftFiles(under: "Services/Orders").map { ("\($0)", $0.lines.joined(separator: "\n")) }.filter {
            isChosen($0.0)
        }
    }

    @Test func `what is asked about many orders reads projections only`() throws {
        let files = try Self.files { name in
            name.contains("/Projections/")
                || ["ProjectionQueries", "OrderListQuery", "SalesQuery", "AuditQuery"].contains { name.hasSuffix("\($0).swift") }
        }
        #expect(files.count == 7)
        for (name, text) in files {
            for word in ["OrdersTables", "loadStream", "readAll", "access.database", "FROM events", "order_list"] {
                #expect(!text.contains(word), "\(name) reads \(word)")
            }
        }
    }

    @Test func `what changes an order reads its stream only`() throws {
        let files = try Self.files { name in
            name.contains("/Domain/") || ["Handler", "Calls", "Tables", "Rebuilding"].contains { name.hasSuffix("/\($0).swift") }
        }
        #expect(files.count == 7)
        for (name, text) in files {
            for word in ["Projection", "OrderViews", "SharedViews", "ProjectionFile"] {
                #expect(!text.contains(word + "(") && !text.contains(": " + word), "\(name) reads \(word)")
            }
        }
    }
}
