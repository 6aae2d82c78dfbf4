@testable import DocketLoad
import Testing

struct CSVReaderTests {
    @Test(arguments: [
        ("a,b\nc,d\n", [["a", "b"], ["c", "d"]]),
        ("a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]),
        ("a,b\nc,d", [["a", "b"], ["c", "d"]]),
        ("\u{FEFF}a,b\n", [["a", "b"]]),
        ("\"a,1\",\"say \"\"hi\"\"\"\n", [["a,1", "say \"hi\""]]),
        ("\"two\nlines\",b\n", [["two\nlines", "b"]]),
        ("\"a\"\r\n\"b\"", [["a"], ["b"]]),
        (",\n\n,\n", [["", ""], ["", ""]]),
        ("\"\",x\n", [["", "x"]]),
    ])
    func `rows are read as RFC 4180 writes them`(text: String, expected: [[String]]) throws {
        #expect(try rows(of: text).map(\.fields) == expected)
    }

    @Test func `a row has the number of the line where it begins`() throws {
        let lines = try rows(of: "h\n\"a\nb\nc\"\n\nlast\n").map(\.line)
        #expect(lines == [1, 2, 6])
    }

    @Test(arguments: [
        ("ok\n\"open,x\nnext\n", 2, "a quote is never closed"),
        ("ok\n\"a\"b\nnext\n", 2, "there is text after a closing quote"),
        ("ok\na\"b\nnext\n", 2, "a quote stands in the middle of a field that does not begin with one"),
    ])
    func `a broken row costs itself and not the rows after it`(text: String, line: Int, reason: String) throws {
        var reader = try reader(text)
        #expect(try reader.next() == .fields(["ok"], line: 1))
        #expect(try reader.next() == .malformed(BadRow(line: line, reason: reason)))
        #expect(try reader.next() == .fields(["next"], line: 3))
        #expect(try reader.next() == nil)
    }

    @Test func `rows that lie across two pieces of the file are whole`() throws {
        let row = String(repeating: "x", count: 999) + ",\"y\ny\""
        let text = Array(repeating: row, count: 300).joined(separator: "\r\n")
        let rows = try rows(of: text)
        #expect(rows.count == 300)
        #expect(rows.allSatisfy { $0.fields == [String(repeating: "x", count: 999), "y\ny"] })
        #expect(rows.last?.line == 599)
    }

    private func reader(_ text: String) throws -> CSVReader {
        let directory = try TemporaryDirectory()
        // The open descriptor keeps the content after the directory is gone.
        return try CSVReader(FileChunks(directory.write(text, to: "rows.csv")))
    }

    private func rows(of text: String) throws -> [(fields: [String], line: Int)] {
        var reader = try reader(text)
        var rows: [(fields: [String], line: Int)] = []
        while let row = try reader.next() {
            guard case .fields(let fields, let line) = row else { throw Unexpected(row: "\(row)") }
            rows.append((fields, line))
        }
        return rows
    }

    private struct Unexpected: Error { var row: String }
}
