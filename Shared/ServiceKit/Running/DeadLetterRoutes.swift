import CompactJSON
import Decisions
import DurableSQLite
import EventBus
import GRDB
import Hummingbird
import Messaging

/// The dead letters of a service: looked at, tried again, corrected, discarded; and the record of what people did by hand.
struct DeadLetterRoutes {
    private struct Retry: Decodable, Sendable {
        var by: String
        var why: String
    }

    private struct BulkRetry: Decodable, Sendable {
        var reason: DeadLetter.Reason
        var by: String
        var why: String
    }

    private struct Edit: Decodable, Sendable {
        var data: JSONValue
        var schemaVersion: Int?
        var mode: CoordinationMode?
        var by: String
        var why: String
    }

    private typealias Discard = Retry

    let access: ServiceAccess
    /// What the service takes: a corrected copy must be one of them.
    let types: MessageTypes

    init(access: ServiceAccess, types: MessageTypes) {
        self.access = access
        self.types = types
    }

    func add(to router: ServiceRouter) {
        router.get("/dead-letters", use: list)
        router.get("/dead-letters/{position}", use: show)
        router.post("/dead-letters/retry", use: retryAll)
        router.post("/dead-letters/{position}/retry", use: retry)
        router.post("/dead-letters/{position}/edit", use: edit)
        router.post("/dead-letters/{position}/discard", use: discard)
        router.get("/interventions", use: interventions)
    }

    // MARK: Looking

    @Sendable private func list(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<DeadLetterList>
    {
        let page = try PageRequest(request)
        let after = try page.afterNumber()
        var filter = DeadLetters.Filter(
            reason: try request.query("reason", as: DeadLetter.Reason.self), type: try request.query("type"))
        if let state = try request.query("state", as: DeadLetterStates.self) { filter.states = state.states }
        filter.subject = try request.query("subject")
        let letters = try await access.database.read { [filter] db in
            try DeadLetters.page(filter, after: Int64(after), limit: page.limit, in: db)
        }
        return JSONResponse(
            DeadLetterList(
                deadLetters: letters.elements.map(DeadLetterSummary.init), damaged: letters.damaged,
                next: letters.next(limit: page.limit)))
    }

    @Sendable private func show(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<DeadLetterView>
    {
        JSONResponse(try await view(of: context.position()))
    }

    @Sendable private func interventions(
        _ request: Request, _ context: ServiceRequestContext
    ) async throws -> JSONResponse<InterventionList> {
        let page = try PageRequest(request)
        let after = try page.afterNumber()
        let found = try await access.database.read { db in
            try Interventions.page(after: Int64(after), limit: page.limit, in: db)
        }
        return JSONResponse(
            InterventionList(
                interventions: found.elements.map(InterventionView.init), damaged: found.damaged,
                next: found.next(limit: page.limit)))
    }

    private func view(of position: Position) async throws -> DeadLetterView {
        let history = try await access.database.read { db in try DeadLetters.history(of: position, in: db) }
        guard let history else { throw Problem(.notFound, "there is no dead letter at position \(position)") }
        return DeadLetterView(history)
    }

    // MARK: Acting

    @Sendable private func retry(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<
        DeadLetterView
    > {
        let position = try context.position()
        let body: Retry = try await request.decode(context: context)
        let signature = try Signature(by: body.by, why: body.why)
        return try await act("POST /dead-letters/{position}/retry", on: position, context) { context in
            try DeadLetterActions.retry(position, by: signature, in: context)
        }
    }

    @Sendable private func retryAll(
        _ request: Request, _ context: ServiceRequestContext
    ) async throws -> JSONResponse<DeadLetterList> {
        let body: BulkRetry = try await request.decode(context: context)
        let signature = try Signature(by: body.by, why: body.why)
        let letters = try await access.calls.perform("POST /dead-letters/retry", origin: context.origin()) { context in
            try DeadLetterActions.retryAll(body.reason, by: signature, in: context)
        }
        return JSONResponse(
            DeadLetterList(
                deadLetters: letters.map(DeadLetterSummary.init),
                next: letters.count == DeadLetterActions.bulkLimit ? letters.last?.position : nil))
    }

    @Sendable private func edit(_ request: Request, _ context: ServiceRequestContext) async throws -> JSONResponse<DeadLetterView>
    {
        let position = try context.position()
        let body: Edit = try await request.decode(context: context)
        let signature = try Signature(by: body.by, why: body.why)
        let correction = DeadLetterActions.Correction(
            data: try MessageCoding.encode(body.data), schemaVersion: body.schemaVersion, mode: body.mode)
        let types = types
        return try await act("POST /dead-letters/{position}/edit", on: position, context) { context in
            try DeadLetterActions.edit(position, to: correction, of: types, by: signature, in: context)
        }
    }

    @Sendable private func discard(
        _ request: Request, _ context: ServiceRequestContext
    ) async throws -> JSONResponse<DeadLetterView> {
        let position = try context.position()
        let body: Discard = try await request.decode(context: context)
        let signature = try Signature(by: body.by, why: body.why)
        return try await act("POST /dead-letters/{position}/discard", on: position, context) { context in
            try DeadLetterActions.discard(position, by: signature, in: context)
        }
    }

    /// Answers with all that is on record about the letter. It is read after the step, so a retry may have gone through already.
    private func act(
        _ name: String, on position: Position, _ context: ServiceRequestContext,
        _ work: @escaping @Sendable (Context) throws -> DeadLetter
    ) async throws -> JSONResponse<DeadLetterView> {
        _ = try await access.calls.perform(name, origin: context.origin(), work: work)
        return JSONResponse(try await view(of: position))
    }
}
