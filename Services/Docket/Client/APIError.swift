package import DocketInstallation
import Foundation

/// Why a call to a service gave no result.
package enum APIError: Error, Sendable, CustomStringConvertible {
    /// No answer: refused, reset, timed out, or the service has no run file.
    case unreachable(ServiceName, String)
    /// It answered with an error (RFC 9457).
    case problem(ServiceName, ServiceProblem)
    /// It answered with something this program does not understand.
    case unreadable(ServiceName, String)

    /// True if the same call, with the same `Idempotency-Key`, may well succeed a moment later.
    package var isRetriable: Bool {
        switch self {
        case .unreachable: true
        case .problem(_, let problem): [408, 425, 429, 502, 503, 504].contains(problem.status)
        case .unreadable: false
        }
    }

    /// The HTTP status, if there was an answer.
    package var status: Int? {
        if case .problem(_, let problem) = self { return problem.status }
        return nil
    }

    /// True if the call's `Idempotency-Key` came with other content before.
    package var isOfReusedKey: Bool {
        if case .problem(_, let problem) = self { return problem.type == "/problems/idempotency-key-reused" }
        return false
    }

    /// The service's own text, without its name.
    package var reason: String {
        switch self {
        case .unreachable(_, let reason), .unreadable(_, let reason): reason
        case .problem(_, let problem): problem.detail ?? problem.title
        }
    }

    package var description: String {
        switch self {
        case .unreachable(let service, let reason): "\(service) does not answer: \(reason)"
        case .problem(let service, let problem): "\(service): \(problem)"
        case .unreadable(let service, let reason): "\(service) gave an answer that cannot be read: \(reason)"
        }
    }
}

/// A problem details object (RFC 9457): what went wrong, as the service reports it.
package struct ServiceProblem: Sendable, Hashable, CustomStringConvertible {
    package var status: Int
    /// Tells problems of one status apart: `/problems/conflict`.
    package var type: String?
    package var title: String
    package var detail: String?

    /// Reads `application/problem+json`; any other body gives the bare status.
    init(status: Int, body: Data) {
        struct Body: Decodable {
            var type: String?
            var title: String?
            var detail: String?
        }
        // A proxy or an old program answers without problem details; the status alone still says something.
        let body = try? JSONDecoder().decode(Body.self, from: body)
        self.status = status
        type = body?.type
        title = body?.title ?? "HTTP \(status)"
        detail = body?.detail
    }

    package var description: String {
        let text = detail.map { title == $0 ? $0 : "\(title): \($0)" } ?? title
        return text.contains("\(status)") ? text : "\(text) (HTTP \(status))"
    }
}
