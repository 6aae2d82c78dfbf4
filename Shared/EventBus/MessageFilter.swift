/// Which messages a consumer wants: types, and if need be others in each mode.
public struct MessageFilter: Sendable, Hashable {
    /// The types that are taken in the modes that are named here.
    public let byMode: [String: Set<String>]
    /// The types that are taken in any other mode, also in an unknown one.
    public let otherwise: Set<String>

    /// These types, in every mode.
    public init(types: Set<String>) {
        self.init(byMode: [:], otherwise: types)
    }

    public init(byMode: [String: Set<String>], otherwise: Set<String>) {
        self.byMode = byMode
        self.otherwise = otherwise
    }

    /// True if the message passes.
    public func takes(_ envelope: Envelope) -> Bool {
        byMode[envelope.mode, default: otherwise].contains(envelope.type)
    }
}

extension EventBus {
    /// The messages of these types (`nil`: of all) after `position`. See ``read(after:matching:limit:)``.
    public func read(after position: Position, types: Set<String>?, limit: Int) throws(BusError) -> Page {
        try read(after: position, matching: types.map(MessageFilter.init(types:)), limit: limit)
    }

    /// A notifier that wakes for every message.
    public func makeNotifier() throws(BusError) -> any Notifier { try makeNotifier(for: nil) }
}
