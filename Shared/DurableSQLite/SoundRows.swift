public import GRDB

/// The rows of a list, read from a `marked_` view (``RowChecksums``): one that is damaged is left out, and named.
public struct SoundRows<Key: DatabaseValueConvertible, Element> {
    public private(set) var elements: [Element] = []
    /// The keys of rows that were left out; one without a readable key is not in it. `nil` if none was: a field of JSON that is not there.
    public private(set) var damaged: [Key]?
    /// Of all rows, in their order.
    public private(set) var keys: [Key] = []

    /// - Parameter key: The column that names a row.
    /// - Parameter element: Reads a row. What it throws at a value without meaning counts as damage too.
    public init(
        _ db: Database, sql: String, arguments: StatementArguments, key: String, _ element: (Row) throws -> Element
    ) throws {
        let rows = try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: arguments)
        while let row = try rows.next() {
            // A key of another type names no row; the row is left out all the same.
            let name: Key? = try? row.get(key)
            if let name { keys.append(name) }
            guard try row.get("sound") == true, let element = try? element(row) else {
                damaged = (damaged ?? []) + [name].compactMap(\.self)
                continue
            }
            elements.append(element)
        }
    }

    /// Where the next page begins, if this one has as many rows as were asked for.
    public func next(limit: Int) -> Key? { keys.count == limit ? keys.last : nil }
}

extension SoundRows: Sendable where Key: Sendable, Element: Sendable {}
