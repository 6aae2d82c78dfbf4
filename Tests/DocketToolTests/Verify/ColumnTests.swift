@testable import DocketInstallation
import DocketVerify
import DurableSQLite
import Foundation
import GRDB
import Testing

/// What `docket verify` sees even if whoever changes a value gives its row a right checksum, as a program with a fault would: every column of
/// every table is either held by an invariant or in the guide's list of what is not checked, with the reason.
struct ColumnTests {
    /// What becomes of one value, or of a row.
    private static let changes = [
        "CASE typeof(%) WHEN 'integer' THEN % + 1 WHEN 'text' THEN % || 'x' END",
        "CASE typeof(%) WHEN 'integer' THEN 9000000000000000000 ELSE '' END",
        "NULL",
    ]

    @Test(arguments: DataFile.ofServices.map(\.schema))
    func `each column is checked, or the guide says why it is not`(file: String) async throws {
        let installation = try await TestInstallation()
        let path = URL(filePath: "\(installation.path)/\(file).db")
        let sound = try Data(contentsOf: path)
        let tables = try await DatabaseQueue(path: path.path, configuration: .withRowChecksums()).read { db in
            try RowChecksums.tables(in: db)
        }
        var unseen: [String] = []
        for table in tables {
            guard try installation.value(file, "SELECT 1 FROM \(table.name) LIMIT 1") == 1 else { continue }
            for column in table.columns {
                let isSeen = try Self.changes.allSatisfy { change in
                    try attempt(installation, path, sound, file) {
                        "UPDATE \(table.name) SET \(column) = \(change.replacing("%", with: column)) \(Self.firstRow(table, column))"
                    }
                }
                if !isSeen { unseen.append("\(file).\(table.name).\(column)") }
            }
            let isSeen = try attempt(installation, path, sound, file) {
                "DELETE FROM \(table.name) \(Self.firstRow(table, table.key[0]))"
            }
            if !isSeen { unseen.append("\(file).\(table.name): a row that is missing") }
        }
        let listed = try Self.listed(file).sorted()
        #expect(unseen.sorted() == listed)
    }

    /// The first row that has a value in this column.
    private static func firstRow(_ table: RowChecksums.Table, _ column: String) -> String {
        let key = table.key.joined(separator: ", ")
        return "WHERE (\(key)) = (SELECT \(key) FROM \(table.name) WHERE \(column) IS NOT NULL LIMIT 1)"
    }

    /// Makes the change in sound files. True if it is refused, changes nothing, or is found.
    private func attempt(
        _ installation: TestInstallation, _ path: URL, _ sound: Data, _ file: String, _ sql: () -> String
    ) throws -> Bool {
        try sound.write(to: path)
        do {
            try installation.change(file, sql())
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT || error.resultCode == .SQLITE_MISMATCH {
            return true
        }
        if try Data(contentsOf: path) == sound { return true }
        // A file that cannot be read at all is noticed too.
        guard let report = try? installation.verify() else { return true }
        return !report.isClean
    }

    /// The first column of the table in the guide's section.
    private static func listed(_ file: String) throws -> [String] {
        let guide = try String(
            contentsOf: URL(filePath: #filePath).appending(path: "../../../../Services/Docket/Guides/Guarantees.md").standardized,
            encoding: .utf8)
        guard
            let section = guide.components(separatedBy: "## Not checked, because").dropFirst().first?.components(
                separatedBy: "\n## "
            ).first
        else { return [] }
        return section.split(separator: "\n").filter { $0.hasPrefix("| `") }.flatMap { line in
            line.split(separator: "|")[0].split(separator: ",").map { $0.trimming { " `".contains($0) } }.filter {
                $0.hasPrefix("\(file).")
            }
        }
    }
}

extension StringProtocol {
    fileprivate func trimming(_ isTrimmed: (Character) -> Bool) -> String {
        String(drop(while: isTrimmed).reversed().drop(while: isTrimmed).reversed())
    }
}
