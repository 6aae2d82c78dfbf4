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
