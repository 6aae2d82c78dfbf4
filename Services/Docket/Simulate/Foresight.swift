import Contracts
import DeterministicSimulation
import DocketInstallation
import DocketOperations
import EventBus
import GRDB

/// Holds `docket order next` against what then happens: the next message about an order is always among those that were foretold.
final class Foresight {
    private var futures: [OrderID: OrderFuture] = [:]
    private var messages: [OrderID: [OrderFuture.Published]] = [:]
    /// By the id of the message.
    private var types: [String: (type: String, order: OrderID)] = [:]
    /// Messages that were held against their future.
    private(set) var foretold = 0

    /// What a service has published in a step, in the order of the log, and which messages it has handled.
    ///
    /// - Returns: What was published and not foretold.
    func stepped(handled: [String], news: [RecordedEnvelope], in world: SimulatedWorld) throws -> [Finding] {
        var findings: [Finding] = []
        var touched = Set(handled.compactMap { types[$0]?.order })
        for message in news {
            guard let order = OrderID(stream: message.envelope.subject) else { continue }
            touched.insert(order)
            // What an unknown producer writes cannot be foretold; that it is there matters for what comes after it.
            if message.envelope.source != Customers.unknownProducer {
                if let finding = try judge(message.envelope, about: order, in: world) { findings.append(finding) }
                // Of several in one step the first was the next.
                futures[order] = nil
            }
            messages[order, default: []].append(
                .init(
                    position: message.position, id: message.envelope.id, type: message.envelope.type, mode: message.envelope.mode)
            )
            types[message.envelope.id] = (message.envelope.type, order)
        }
        for order in touched { futures[order] = try future(of: order, in: world) }
        return findings
    }

    private func judge(_ message: Envelope, about order: OrderID, in world: SimulatedWorld) throws -> Finding? {
        guard let future = futures[order] else { return nil }
        foretold += 1
        let publisher = String(message.source.dropFirst())
        let cause = message.causationID.map { OrderFuture.Cause(id: $0, type: types[$0]?.type) }
        guard !future.foretells(message.type, by: publisher, because: cause) else { return nil }
        // What was decided before it, in the same step, is held back: that came next, and this overtook it on the way to the log.
        let held = try self.future(of: order, in: world)?.unpublished.filter { $0 != message.type } ?? []
        guard !held.contains(where: { future.foretells($0, by: publisher, because: cause) }) else { return nil }
        return Finding(
            checker: "next-foretold",
            text:
                "order \(order): \(publisher) published \(message.type) because of \(cause.map { $0.type ?? $0.id } ?? "a call"), and that was not "
                + "among what could come next: \(future.summary)")
    }

    private func future(of order: OrderID, in world: SimulatedWorld) throws -> OrderFuture? {
        try OrderFuture(of: order, messages[order, default: []]) { service, look in
            try world[service.rawValue].database.read(look)
        }
    }
}
