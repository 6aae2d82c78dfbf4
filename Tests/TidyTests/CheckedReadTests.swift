import Testing

/// A row's checksum is looked at where the column `checked` is asked for (`RowChecksums`): a query of a checked view that leaves it out would
/// serve damage.
@Suite struct CheckedReadTests {
    @Test func `every query of a checked view asks for the check`() throws {
        var queries = 0
        for folder in ["Shared", "Services"] {
            for file in try Repository.swiftFiles(under: folder) {
                for query in file.lines.joined(separator: " ").matches(of: /SELECT ((?!SELECT).)*? FROM [^ ]*checked_/) {
                    queries += 1
                    let asks = query.output.0.contains("SELECT * FROM") || query.output.0.contains(", checked FROM")
                    #expect(asks, "\(file): \(query.output.0)")
                }
            }
        }
        #expect(queries > 15)
    }
}
