import Contracts
import Decisions
import DispatchOrchestratorDomain
import FulfilmentSupport
import Hummingbird
import Messaging
import ServiceKit

/// What a person does to a saga that does not go on by itself.
struct ByHandRoutes {
    private struct Signed: Decodable, Sendable {
        var by: String
        var why: String
    }

    let access: ServiceAccess
    let handler: DispatchHandler

    func add(to router: ServiceRouter) {
        router.post("/sagas/{id}/resume") { try await act(SagaCommand.resume, $0, $1) }
        router.post("/sagas/{id}/compensate") { try await act(SagaCommand.compensate, $0, $1) }
        router.post("/sagas/{id}/close") { try await act(SagaCommand.close, $0, $1) }
    }

    private func act(
        _ command: (OrderID) -> SagaCommand, _ request: Request, _ context: ServiceRequestContext
    ) async throws -> JSONResponse<SagaView> {
        let command = command(try context.orderID())
        let body: Signed = try await request.decode(context: context)
        let signature = try Signature(by: body.by, why: body.why)
        let handler = handler
        let saga = try await access.calls.perform(
            "POST /sagas/{id}/\(command.cause)", origin: context.origin(mode: .orchestration)
        ) { context in
            try handler.execute(command, by: signature, in: context)
        }
        return JSONResponse(SagaView(saga))
    }
}
