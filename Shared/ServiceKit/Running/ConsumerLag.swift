public import EventBus

/// How far a consumer is behind.
public enum ConsumerLag {
    /// Positions from what was read to the end of the log; 0 if no message of the filter is among them. Negative for a consumer that has
    /// read further than the log goes: then the two do not belong together.
    public static func of(_ position: Position, taking filter: MessageFilter, in bus: any EventBus) throws -> Int64 {
        let end = try bus.statistics().last
        guard position <= end else { return end - position }
        var page = Page(messages: [], upTo: position, isEnd: false)
        while page.messages.isEmpty, !page.isEnd { page = try bus.read(after: page.upTo, matching: filter, limit: 1) }
        return page.messages.isEmpty ? 0 : max(0, try bus.statistics().last - position)
    }
}
