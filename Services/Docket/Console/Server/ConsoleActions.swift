import Contracts
import DocketClient
import DocketCommandLine
import DocketInstallation
import DocketOperations
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
    }

    private enum LetterAction: String, CaseIterable { case retry, discard, edit }

    let api: DocketAPI

    func add(to router: ServiceRouter) {
        router.post("/api/dead-letters/{service}/{position}/{action}", use: letter)
        router.post("/api/sagas/{order}/{action}", use: saga)
    }

    @Sendable private func letter(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<
        DeadLetterView
    > {
        try request.checkIsOfThePage()
        guard let service = context.parameters.get("service").flatMap({ ServiceName(rawValue: $0) }),
            let position = context.parameters.get("position").flatMap({ Int64($0) }), position > 0,
            let action = context.parameters.get("action").flatMap({ LetterAction(rawValue: $0) })
        else { throw Problem(.notFound, "there is no such action on a dead letter; there are retry, edit and discard") }
        let body: Signed = try await request.decode(context: context)
        let signed = SignedBody(by: body.by, why: body.why)
        if action == .edit { return try await edit(position, at: service, set: body.set ?? [], signed) }
        return try await passingProblemsOn { () async throws(APIError) in
            JSONResponse(
                action == .retry
                    ? try await api.client(of: service).retryDeadLetter(position, signed)
                    : try await api.client(of: service).discardDeadLetter(position, signed))
        }
    }

    /// A corrected copy is handled in the place of the original. What a page never saw, such as names, stays as it is.
    private func edit(
        _ position: Int64, at service: ServiceName, set: [String], _ signed: SignedBody
    ) async throws -> JSONResponse<DeadLetterView> {
        let client = api.client(of: service)
        let letter = try await passingProblemsOn { () async throws(APIError) in try await client.deadLetter(position) }
        guard let data = letter.message.data else {
            throw Problem(.conflict, "the data is no JSON; give all of it with docket dead-letters edit --data")
        }
        let changes: [MemberChange]
        do {
            changes = try set.map(MemberChange.init)
        } catch let failure as ToolFailure {
            throw Problem(.invalidRequest, failure.message)
        }
        guard !changes.isEmpty else { throw Problem(.invalidRequest, "say what to change: member=value") }
        let corrected = changes.reduce(data) { $1.applied(to: $0) }
        return JSONResponse(
            try await passingProblemsOn { () async throws(APIError) in
                try await client.editDeadLetter(position, data: corrected, signed)
            })
    }

    @Sendable private func saga(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<SagaView> {
        try request.checkIsOfThePage()
        guard let order = context.parameters.get("order").flatMap({ Int($0) }).flatMap({ OrderID($0) }),
            let action = context.parameters.get("action").flatMap({ SagaAction(rawValue: $0) })
        else {
            let names = SagaAction.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem(.notFound, "there is no such action on a saga; there are \(names)")
        }
        let body: Signed = try await request.decode(context: context)
        return try await passingProblemsOn { () async throws(APIError) in
            JSONResponse(try await api.dispatch.act(action, on: order, SignedBody(by: body.by, why: body.why)))
        }
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
