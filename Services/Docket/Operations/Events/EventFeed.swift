import EventBus

/// Reads the log page by page, of chosen types and about a chosen subject, up to a number of messages.
struct EventFeed {
    private let bus: any EventBus
    private let types: Set<String>?
    private let subject: SubjectIndex?
    private var position: Position
    /// How many messages may still come.
    private(set) var left: Int

    private static let page = 1_000

    init(bus: any EventBus, after position: Position, types: Set<String>?, subject: SubjectIndex?, left: Int) {
        (self.bus, self.position, self.types, self.subject, self.left) = (bus, position, types, subject, left)
    }

    /// The next messages, which may be none of a page; `nil` when there is nothing more at the moment.
    mutating func next() throws -> [RecordedEnvelope]? {
        guard left > 0 else { return nil }
        let page = try subject.map(page(about:)) ?? bus.read(after: position, types: types, limit: min(left, Self.page))
        guard page.upTo > position else { return nil }
        position = page.upTo
        let messages = page.messages.prefix(left)
        left -= messages.count
        return Array(messages)
    }

    private func page(about subject: SubjectIndex) throws -> Page {
        let positions = try subject.positions(after: position)
        let messages = try positions.flatMap { try bus.read(after: $0 - 1, types: nil, limit: 1).messages }
        return Page(
            messages: messages.filter { types?.contains($0.envelope.type) ?? true }, upTo: positions.last ?? position)
    }
}
