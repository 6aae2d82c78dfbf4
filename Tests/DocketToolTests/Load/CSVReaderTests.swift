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
        ("\"\",x\n", [["", "x"]]), ("a,b\rc,d\r", [["a", "b"], ["c", "d"]]), ("a;b\nc;\"d;e\"\n", [["a", "b"], ["c", "d;e"]]),
        ("a\tb\nc\td\n", [["a", "b"], ["c", "d"]]), ("\"a,b\";c\n1;2\n", [["a,b", "c"], ["1", "2"]]),
        ("\"a\"\r\"b\"", [["a"], ["b"]]),
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
        let rows = try rows(of: text)
        #expect(rows.map(\.line) == [1, line, 3])
        #expect(rows.map(\.problem) == [nil, reason, nil])
        #expect(rows.map(\.fields) == [["ok"], [], ["next"]])
    }

    @Test func `a row has its text as it stands in the file`() throws {
        let rows = try rows(of: "h\r\n\"a\nb\",c\n\"open\nlast")
        #expect(rows.map { String(decoding: $0.text, as: UTF8.self) } == ["h\r\n", "\"a\nb\",c\n", "\"open\n", "last"])
    }

    @Test func `rows that lie across two pieces of the file are whole`() throws {
        let row = String(repeating: "x", count: 999) + ",\"y\ny\""
        let text = Array(repeating: row, count: 300).joined(separator: "\r\n")
        let rows = try rows(of: text)
        #expect(rows.count == 300)
        #expect(rows.allSatisfy { $0.fields == [String(repeating: "x", count: 999), "y\ny"] })
        #expect(rows.last?.line == 599)
    }

    private func rows(of text: String) throws -> [CSVReader.Row] {
        let directory = try TemporaryDirectory()
        var reader = try CSVReader(TextChunks(directory.write(text, to: "rows.csv"), encoding: .auto))
        var rows: [CSVReader.Row] = []
        while let row = try reader.next() { rows.append(row) }
        return rows
    }
}
