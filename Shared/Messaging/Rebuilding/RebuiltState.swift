public import GRDB

/// The state of a service while it is made again from the log: in memory, and written to its tables once, at the end.
///
/// A handler reads and writes it in place of the tables; what it decides is the same. Belongs to one thread.
public protocol RebuiltState: AnyObject {
    /// What is changed from here on can be undone, until the next call of this.
    func begin()
    /// Undoes what was changed since ``begin()``.
    func undo()
    /// The log has too little of this subject: it was raised to a person.
    func lose(_ subject: String)
    /// Writes all of it to tables that have nothing of it yet.
    func write(to db: Database) throws
}

extension RebuiltState {
    public func lose(_ subject: String) {}
}

/// Values by key that can be set back to what they were.
public struct UndoableDictionary<Key: Hashable, Value> {
    /// All of them, as they are now.
    public private(set) var values: [Key: Value] = [:]
    private var changed: [(key: Key, before: Value?)] = []

    public init() {}

    /// `nil` if there is none; set to `nil` to remove it.
    public subscript(key: Key) -> Value? {
        get { values[key] }
        set {
            changed.append((key, values[key]))
            values[key] = newValue
        }
    }

    /// What is changed from here on can be undone.
    public mutating func begin() { changed.removeAll(keepingCapacity: true) }

    /// Undoes what was changed since ``begin()``.
    public mutating func undo() {
        for (key, before) in changed.reversed() { values[key] = before }
        changed.removeAll(keepingCapacity: true)
    }
}

/// Rows that are only ever added, and can be taken away again.
public struct UndoableList<Element> {
    /// All of them, as they are now.
    public private(set) var elements: [Element] = []
    private var kept = 0

    public init() {}

    public mutating func append(_ element: Element) { elements.append(element) }

    /// What is added from here on can be undone.
    public mutating func begin() { kept = elements.count }

    /// Undoes what was added since ``begin()``.
    public mutating func undo() { elements.removeSubrange(kept...) }
}
