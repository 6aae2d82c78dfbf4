/// How much one ``EventBus/append(_:)`` takes. A larger batch is refused whole; a backlog is relayed in slices.
public enum BatchLimits {
    /// The most messages in one batch.
    public static let messages = 10_000
    /// The most bytes of attributes and data in one batch: 64 MiB.
    public static let bytes = 64 * 1024 * 1024

    /// Refuses a batch that is too large or holds a message without an id, and returns its size in bytes.
    ///
    /// - Throws: ``BusError/Code/invalid``; the same batch will never be taken.
    @discardableResult
    package static func check(_ batch: [Envelope]) throws(BusError) -> Int {
        guard batch.count <= messages else {
            throw BusError(.invalid, "a batch of \(batch.count) messages is too large: append at most \(messages) at once")
        }
        var size = 0
        for envelope in batch {
            guard !envelope.id.isEmpty else {
                throw BusError(.invalid, "a message of type '\(envelope.type)' has an empty id; every message needs its own")
            }
            size += envelope.size
        }
        guard size <= bytes else {
            throw BusError(.invalid, "a batch of \(size) bytes is too large: append at most \(bytes) bytes at once")
        }
        return size
    }
}

extension Envelope {
    /// Bytes of the attributes and the data together.
    package var size: Int {
        id.utf8.count + source.utf8.count + type.utf8.count + subject.utf8.count + correlationID.utf8.count
            + (causationID?.utf8.count ?? 0) + mode.utf8.count + partitionKey.utf8.count + traceparent.utf8.count
            + data.count
    }
}
