import CompactJSON
import Decisions
import DurableSQLite
import EventBus
import GRDB
import HTTPTypes
import Hummingbird
import Messaging
import NIOHTTP1

extension Problem {
    /// The one place where errors become statuses. What is not listed is a fault of ours: 500, and nothing of it is shown.
    init(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let refusal as Refusal: self.init(refusal.code.problemKind, refusal.reason)
        case let error as JSONSyntaxError: self.init(error)
        case let error as UnknownField: self.init(error)
        case let error as DecodingError: self.init(error)
        case let error as BusError where error.isRetriable:
            self.init(.unavailable, "the bus cannot be written to just now", headers: [.retryAfter: "1"])
        case let error as ProcessorUnavailable: self.init(.unavailable, error.rawValue, headers: [.retryAfter: "1"])
        case let error as ContractViolation: self.init(.internalError, error.description)
        case let error as Idempotency.KeyReused: self.init(.idempotencyKeyReused, error.description)
        case let error as HTTPParserError:
            self.init(.malformedRequest, error.explanation, headers: [.connection: "close"])
        case let error as DatabaseError where error.isOfDamagedRow:
            self.init(.damaged, error.message ?? "a row is not as it was written")
        case let error as DamagedRow: self.init(.damaged, error.description)
        case is RowDecodingError: self.init(.damaged, "a row is damaged: a value is of another type")
        case let error as HTTPError where error.status.kind != .serverError:
            self.init(status: error.status, detail: error.body, headers: error.headers)
        case let error as any HTTPResponseError: self.init(status: error.status)
        default: self.init(.internalError, "it was logged under the correlation id of this answer")
        }
    }
}

extension Refusal.Code {
    fileprivate var problemKind: Problem.Kind {
        switch self {
        case .conflict: .conflict
        case .stale: .preconditionFailed
        case .notFound: .notFound
        case .invalid: .invalidRequest
        }
    }
}
