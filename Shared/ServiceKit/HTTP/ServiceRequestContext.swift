import CompactJSON
public import EventBus
public import Hummingbird

/// What is known about a request while it is handled.
public struct ServiceRequestContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    /// The caller's `x-correlation-id`, or one that was made for this request. Goes onto every message that follows from it.
    public internal(set) var correlationID = ""
    /// This request as a step of the caller's trace, or of a new one. Goes onto every message that follows from it.
    public internal(set) var traceParent: TraceParent

    public init(source: ApplicationRequestContextSource) {
        var random = SystemRandomNumberGenerator()
        coreContext = CoreRequestContextStorage(source: source)
        traceParent = TraceParent(using: &random)
    }

    /// Whatever a handler returns is written as messages are: times as RFC 3339 with milliseconds.
    public var responseEncoder: MessageResponseEncoder { MessageResponseEncoder() }
    /// Hummingbird's own `decode(as:context:)` is as strict as `decode(_:context:limit:)`.
    public var requestDecoder: StrictRequestDecoder { StrictRequestDecoder() }
}

/// What routes are added to.
public typealias ServiceRouter = Router<ServiceRequestContext>
