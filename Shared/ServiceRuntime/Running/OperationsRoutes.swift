import EventBus
import Foundation
import GRDB
import Hummingbird
import MessageProcessing

/// What every service answers beside its own routes: its dead letters, and for demonstrations its faults.
struct OperationsRoutes {
    struct DeadLetter: Codable, Sendable {
        var position: Int64
        var messageId: String
        var type: String
        var subject: String
        var correlationId: String
        var reason: String
        var attempts: Int
        var error: String
        var at: Date
    }

    struct DeadLetterList: Codable, Sendable {
        var deadLetters: [DeadLetter]
        var next: Int64?
    }

    let access: ServiceAccess
    let faults: Faults

    func add(to router: ServiceRouter) {
        router.get("/dead-letters", use: deadLetters)
        guard access.configuration.faultsEnabled else { return }
        router.get("/faults") { _, _ in JSONResponse(faults.rules) }
        router.put("/faults", use: setFaults)
    }

    @Sendable private func deadLetters(
        _ request: Request, _ context: ServiceRequestContext
    ) async throws -> JSONResponse<DeadLetterList> {
        let page = try PageRequest(request)
        let after = try page.afterNumber()
        let letters = try await access.database.read { db in
            try DeadLetters.list(after: Int64(after), limit: page.limit, in: db)
        }
        let list = letters.map { letter in
            DeadLetter(
                position: letter.position, messageId: letter.envelope.id, type: letter.envelope.type,
                subject: letter.envelope.subject, correlationId: letter.envelope.correlationID, reason: letter.reason,
                attempts: letter.attempts, error: letter.error, at: letter.at)
        }
        return JSONResponse(DeadLetterList(deadLetters: list, next: list.count == page.limit ? list.last?.position : nil))
    }

    @Sendable private func setFaults(
        _ request: Request, _ context: ServiceRequestContext
    ) async throws -> JSONResponse<Faults.Rules> {
        faults.rules = try await request.decode(context: context)
        // What was held may leave now.
        access.calls.wake()
        return JSONResponse(faults.rules)
    }
}
