import CompactJSON
import Contracts
import DocketClient
import DocketCommandLine
import DocketInstallation
import DocketOperations
import ServiceKit

/// What waits for a person in a run, and what the person does.
extension ScenarioRun {
    private static let signature = SignedBody(by: "demo", why: "the scenario says so")

    func change(_ action: Scenario.Action) async throws {
        switch action {
        case .waitForDeadLetter(let type, let service, let limit):
            let letter = try await look(for: "a dead letter \(type) at \(service)", within: limit) {
                try await self.letter(type, at: service)
            }
            timeline.note(service.rawValue, "dead letter \(type)", detail: letter.error)
        case .waitForAttention(let name, let limit):
            let order = try id(of: name)
            let reason = try await look(for: "the saga of order \(name) to need attention", within: limit) {
                try await self.api.dispatch.saga(order)?.attention
            }
            timeline.note("dispatch", "needs attention", order: name, detail: reason)
        case .retryDeadLetter(let type, let service):
            timeline.note("you", "retry \(type)", detail: "at \(service)")
            try await api.client(of: service).retryDeadLetter(position(type, at: service), Self.signature)
        case .editDeadLetter(let type, let service, let changes):
            timeline.note("you", "edit \(type)", detail: "at \(service): \(changes.joined(separator: ", "))")
            let position = try await position(type, at: service)
            let data = try await api.client(of: service).deadLetter(position).message.data ?? .null
            let corrected = try changes.map(MemberChange.init).reduce(data) { $1.applied(to: $0) }
            try await api.client(of: service).editDeadLetter(position, data: corrected, Self.signature)
        case .resumeSaga(let name):
            timeline.note("you", "resume saga", order: name)
            _ = try await api.dispatch.act(.resume, on: id(of: name), Self.signature)
        default: break
        }
    }

    private func letter(_ type: MessageType, at service: ServiceName) async throws -> DeadLetterSummary? {
        var query = DeadLetterQuery()
        (query.state, query.type) = ("waiting", type.rawValue)
        return try await api.client(of: service).deadLetters(query).deadLetters.first
    }

    private func position(_ type: MessageType, at service: ServiceName) async throws -> Int64 {
        guard let letter = try await letter(type, at: service) else {
            throw StepFailure("\(service) has no dead letter \(type)")
        }
        return letter.position
    }

    private func look<Found>(
        for what: String, within limit: Duration, _ look: () async throws -> Found?
    ) async throws -> Found {
        let deadline = ContinuousClock.now + limit
        while true {
            if let found = try await look() { return found }
            guard .now < deadline else { throw StepFailure("waited \(limit.asSeconds) in vain for \(what)") }
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}
