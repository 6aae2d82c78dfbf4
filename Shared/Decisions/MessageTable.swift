/// What a service takes from the bus, and what it is asked to do by each message: the one table of it.
///
///     let stockMessages = MessageTable<StockCommand>([
///         .command(ReserveStock.self) { .reserve($0) },
///         .event(OrderReady.self) { .pack($0.orderId) },
///         .event(OrderCancelled.self, in: .choreography) { .release($0.orderId) },
///     ])
///
/// Commands come over the bus in orchestration only. An event is followed in both modes, or in one: a line with
/// `in: .choreography` is the service's own policy. Whatever led to it, the same command is carried out. The subscription of the
/// service is what is listed here, no more and no less.
public struct MessageTable<Command: Sendable>: Sendable {
    /// One line of the table.
    public struct Line: Sendable {
        let message: any Message.Type
        let modes: [CoordinationMode]
        let command: @Sendable (any Message) -> Command?
        /// Of a notification: the name of its full form.
        var full: String?

        /// A command that the service obeys.
        public static func command<Payload: CommandMessage>(
            _ type: Payload.Type, _ command: @escaping @Sendable (Payload) -> Command
        ) -> Line {
            Line(message: type, modes: [.orchestration]) { ($0 as? Payload).map(command) }
        }

        /// What the service does after an event, or an answer. `nil` if nothing follows from this one.
        ///
        /// - Parameter mode: The only mode in which it is taken; `nil` for all.
        public static func event<Payload: Message>(
            _ type: Payload.Type, in mode: CoordinationMode? = nil, _ command: @escaping @Sendable (Payload) -> Command?
        ) -> Line {
            Line(message: type, modes: mode.map { [$0] } ?? CoordinationMode.allCases) { ($0 as? Payload).flatMap(command) }
        }

        /// A notification. What follows from it is what follows from its full form, which must have a line too.
        public static func notification<Payload: NotificationMessage>(
            _ type: Payload.Type, in mode: CoordinationMode? = nil
        ) -> Line {
            Line(
                message: type, modes: mode.map { [$0] } ?? CoordinationMode.allCases, command: { _ in nil },
                full: Payload.Full.name)
        }
    }

    /// What the service takes, by mode.
    public let subscription: Subscription
    /// The types of all messages in the table.
    public let types: [any Message.Type]
    private let lines: [CoordinationMode: [String: Line]]

    /// - Precondition: A message has one line in each mode at most, and a notification has one for its full form too.
    public init(_ lines: [Line]) {
        var byMode: [CoordinationMode: [String: Line]] = [:]
        for line in lines {
            for mode in line.modes {
                let former = byMode[mode, default: [:]].updateValue(line, forKey: line.message.name)
                precondition(former == nil, "\(line.message.name) stands twice in a table of messages")
            }
        }
        for lines in byMode.values {
            for full in lines.values.compactMap(\.full) {
                precondition(
                    lines[full] != nil, "a table of messages has a notification of \(full), and nothing for \(full) itself")
            }
        }
        self.lines = byMode
        subscription = Subscription(byMode.mapValues { Set($0.keys) })
        types = Dictionary(lines.map { ($0.message.name, $0.message) }, uniquingKeysWith: { first, _ in first })
            .sorted { $0.key < $1.key }.map(\.value)
    }

    /// What the service is asked to do by this message; `nil` if nothing follows from it.
    public func command(for message: any Message, in mode: CoordinationMode) -> Command? {
        lines[mode]?[type(of: message).name]?.command(message)
    }
}

/// Which messages a service takes, by mode and by name.
///
/// It falls out of the service's ``MessageTable``; the runtime filters by it, the comparison counts by it and `verify` checks against it.
public struct Subscription: Sendable, Hashable {
    private let types: [CoordinationMode: Set<String>]

    public init(_ types: [CoordinationMode: Set<String>]) { self.types = types }

    /// True if the service takes messages of this name in this mode.
    public func takes(_ type: String, of mode: CoordinationMode) -> Bool { types[mode]?.contains(type) ?? false }

    /// What the service must know to take part in this mode.
    public func types(in mode: CoordinationMode) -> Set<String> { types[mode, default: []] }

    /// What it reads from the bus at all.
    public var allTypes: Set<String> { types.values.reduce(into: []) { $0.formUnion($1) } }
}
