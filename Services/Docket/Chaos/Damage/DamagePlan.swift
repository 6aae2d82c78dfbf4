import DeterministicSimulation
import DocketInstallation
import Foundation

/// One thing that happens to one file.
struct Damage: Sendable {
    enum Kind: Sendable, Hashable {
        /// One bit of one byte is another.
        case flip(offset: Int, bit: UInt8)
        /// A column of one row has a value of another type, which no rule of the table lets in.
        case cell(table: String, column: String, type: CellType)
    }

    enum CellType: String, Sendable, CaseIterable {
        case text, number, blob, null

        /// In SQL.
        var value: String {
            switch self {
            case .text: "'no such value'"
            case .number: "-9223372036854775808"
            case .blob: "x'00FF1B'"
            case .null: "NULL"
            }
        }
    }

    /// Its name in the data directory.
    var file: String
    var kind: Kind

    var description: String {
        switch kind {
        case .flip(let offset, let bit): "\(file), bit \(bit) of the byte at \(offset)"
        case .cell(let table, let column, let type): "\(file), \(table).\(column) as \(type)"
        }
    }
}

/// What is to be damaged: the same for the same files and seed.
struct DamagePlan {
    /// Random flips of each file.
    var flips: Int
    var seed: UInt64

    /// - Parameter files: Names and sizes in bytes.
    func flips(of files: [(name: String, size: Int)]) -> [Damage] {
        var random = Seeded(seed)
        return files.flatMap { file in
            (0..<flips).map { _ in
                Damage(
                    file: file.name,
                    kind: .flip(
                        offset: .random(in: 0..<max(1, file.size), using: &random), bit: .random(in: 0..<8, using: &random)))
            }
        }
    }
}
