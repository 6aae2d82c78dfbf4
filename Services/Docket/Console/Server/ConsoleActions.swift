import CompactJSON
import Contracts
import DocketClient
import DocketCommandLine
import DocketOperations
import FulfilmentSupport
import HTTPTypes
import Hummingbird
import ServiceKit

/// What a person may do in the console: the same as over the services' HTTP, each with a name and a reason on record.
struct ConsoleActions: Sendable {
    private struct Signed: Decodable, Sendable {
        var by: String
        var why: String
        /// For a correction, as `docket dead-letters edit --set` takes them: `items[0].quantity=2`.
        var set: [String]?

        var body: SignedBody { SignedBody(by: by, why: why) }
    }

    private enum LetterAction: String, CaseIterable { case retry, edit, discard }

    let api: DocketAPI

    func add(to router: ServiceRouter) {
        router.post("/api/dead-letters/{service}/{position}/{action}", use: letter)
        router.post("/api/sagas/{order}/{action}", use: saga)
    }

    @Sendable private func letter(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<
        DeadLetterView
    > {
        try request.checkIsOfThePage()
        let (client, position) = (api.client(of: try context.service()), try context.position())
        let action = try context.action(LetterAction.self)
        let signed: Signed = try await request.decode(context: context)
        let changes = try Self.changes(signed.set ?? [])
        return JSONResponse(
            try await passingProblemsOn { () async throws(APIError) in
                switch action {
                case .retry: return try await client.retryDeadLetter(position, signed.body)
                case .discard: return try await client.discardDeadLetter(position, signed.body)
                case .edit:
                    // What the page never saw, such as names, stays as it is. What is no JSON has no members; the service says so.
                    let data = try await client.deadLetter(position).message.data ?? .null
                    return try await client.editDeadLetter(
                        position, data: changes.reduce(data) { $1.applied(to: $0) }, signed.body)
                }
            })
    }

    private static func changes(_ texts: [String]) throws -> [MemberChange] {
        do {
            return try texts.map(MemberChange.init)
        } catch let failure as ToolFailure {
            throw Problem(.invalidRequest, failure.message)
        }
    }

    @Sendable private func saga(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<SagaView> {
        try request.checkIsOfThePage()
        let (order, action) = (try context.orderID("order"), try context.action(SagaAction.self))
        let signed: Signed = try await request.decode(context: context)
        return JSONResponse(
            try await passingProblemsOn { () async throws(APIError) in
                try await api.dispatch.act(action, on: order, signed.body)
            })
    }

    private func passingProblemsOn<Answer>(_ body: () async throws(APIError) -> Answer) async throws -> Answer {
        do throws(APIError) {
            return try await body()
        } catch {
            guard let status = error.status, status < 500 else { throw Problem(.unavailable, "\(error)") }
            throw Problem(Self.kind(status), error.reason)
        }
    }

    private static func kind(_ status: Int) -> Problem.Kind {
        switch status {
        case 404: .notFound
        case 409: .conflict
        case 401: .unauthorized
        case 422: .invalidRequest
        default: .malformedRequest
        }
    }
}

extension Request {
    /// A page of another origin can send a form here, but not this header without asking first, and it is never allowed to.
    func checkIsOfThePage() throws {
        guard let name = HTTPField.Name("X-Docket-Console"), headers[name] != nil else {
            throw Problem(
                .malformedRequest, "the header x-docket-console is missing: this takes what the console sends, nothing else")
        }
        if let site = HTTPField.Name("Sec-Fetch-Site"), let origin = headers[site], origin != "same-origin", origin != "none" {
            throw Problem(.malformedRequest, "a page of another origin may do nothing here")
        }
    }
}
