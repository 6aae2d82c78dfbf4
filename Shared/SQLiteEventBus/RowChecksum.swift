import GRDBSQLite

/// A checksum over one row of the log, against disks and cables, not against people: SQLite has none of its own.
///
/// Each step is a bijection of the state, so a change within one word always shows, and any other but for
/// one in 2^64. Eight bytes a step: it costs an append less than one part in fifty.
struct RowChecksum {
    private var state: UInt64 = 0x446F_636B_6574_4C6F

    /// Never 0, which means none.
    var value: Int64 { state == 0 ? 1 : Int64(bitPattern: state) }

    mutating func add(_ number: Int64) { mix(UInt64(bitPattern: number)) }

    /// Its length too, so that a byte does not move unseen from one column to the next.
    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        mix(UInt64(bytes.count))
        var offset = 0
        while offset + 8 <= bytes.count {
            mix(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
            offset += 8
        }
        var rest: UInt64 = 0
        while offset < bytes.count {
            rest = rest << 8 | UInt64(bytes[offset])
            offset += 1
        }
        mix(rest)
    }

    private mutating func mix(_ word: UInt64) {
        state = (state ^ word) &* 0x9E37_79B9_7F4A_7C15
        state ^= state >> 29
    }

    /// True if the row, read with ``MessageRowReader/columns``, has the checksum of its content, or 0: then another program wrote it,
    /// or one from before there were checksums. No single flipped bit makes a 0 of any other number, nor of a row's end.
    static func isRight(_ row: OpaquePointer) -> Bool {
        guard sqlite3_column_type(row, 13) == SQLITE_INTEGER else { return false }
        guard sqlite3_column_int64(row, 13) != 0 else { return true }
        var checksum = RowChecksum()
        for column in 0..<Int32(3) { checksum.add(sqlite3_column_int64(row, column)) }
        for column in 3..<Int32(13) {
            // Only the cause may be absent, and then nothing was added for it.
            guard let start = sqlite3_column_text(row, column) else { continue }
            checksum.add(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(row, column))))
        }
        return checksum.value == sqlite3_column_int64(row, 13)
    }
}

/// The checksum of a row of the log, taken over a file, a piece at a time. The pieces must be of the same size each time, but for the last.
package struct ByteChecksum: CustomStringConvertible {
    private var checksum = RowChecksum()

    package init() {}

    package mutating func add(_ piece: UnsafeRawBufferPointer) { checksum.add(piece) }

    /// Sixteen hexadecimal digits.
    package var description: String {
        let digits = String(UInt64(bitPattern: checksum.value), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
