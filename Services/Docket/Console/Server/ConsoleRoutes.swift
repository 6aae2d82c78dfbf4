import CompactJSON
import Contracts
import DocketCommandLine
import DocketInstallation
import Foundation
import FulfilmentSupport
import HTTPTypes
import Hummingbird
import Messaging
import ServiceKit

/// What the page asks for. Every answer is a function of the files and of one position of the log.
struct ConsoleRoutes: Sendable {
    /// Stretches of the rail that may be asked for: more than a screen has columns.
    private static let mostStretches = 4_000
    /// Entries in one answer.
    private static let mostEntries = 5_000

    let installation: Installation
    let log: FlowLog
    let actions: ConsoleActions?
    let play: PlayRoutes?
    var onMeasured: (@Sendable (JSONValue) -> Void)?

    func add(to router: ServiceRouter) {
        router.get("/api/model") { _, _ in JSONResponse(ConsoleModel(mayAct: mayAct, mayBreak: play != nil)) }
        router.get("/api/state", use: state)
        router.get("/api/rail", use: rail)
        router.get("/api/compare") { request, _ in
            JSONResponse(log.comparison(at: try request.queryCount("position", as: Int64.self)))
        }
        router.get("/api/entries", use: entries)
        router.get("/api/step", use: step)
        router.get("/api/live", use: live)
        router.get("/api/orders", use: orders)
        router.get("/api/orders/{order}", use: order)
        router.get("/api/find/{text}", use: find)
        router.get("/api/messages/{position}", use: message)
        router.get("/api/dead-letters") { _, _ in JSONResponse(try Letters(installation)) }
        router.get("/api/dead-letters/{service}/{position}", use: letter)
        actions?.add(to: router)
        play?.add(to: router)
        guard let onMeasured else { return }
        router.post("/api/measured") { request, _ in
            onMeasured(try await request.jsonValue(sentAs: ["application/json"]))
            return HTTPResponse.Status.noContent
        }
    }

    /// Nobody takes an action where no service runs.
    private var mayAct: Bool { actions != nil && ServiceName.allCases.contains { installation.running($0) != nil } }

    // MARK: All orders

    @Sendable private func state(_ request: Request, _ context: ServiceRequestContext) throws -> JSONResponse<FlowView> {
        JSONResponse(log.state(at: try request.queryCount("position", as: Int64.self)))
    }

    @Sendable private func rail(_ request: Request, _ context: ServiceRequestContext) throws -> JSONResponse<Rail> {
        let count = try request.queryCount("stretches") ?? 600
        guard count <= Self.mostStretches else {
            throw Problem(.invalidRequest, "the query parameter 'stretches' is at most \(Self.mostStretches)")
        }
        return JSONResponse(try Rail(log, installation, stretches: count))
    }

    @Sendable private func entries(_ request: Request, _ context: ServiceRequestContext) throws -> JSONResponse<[FlowEntryView]> {
        let after = try request.query("after", expected: "a position, 0 or more") { Int64($0).flatMap { $0 >= 0 ? $0 : nil } }
        let limit = min(try request.queryCount("limit") ?? 1_000, Self.mostEntries)
        return JSONResponse(log.entries(after: after ?? 0, limit: limit))
    }

    @Sendable private func orders(_ request: Request, _ context: ServiceRequestContext) throws -> JSONResponse<[RecentOrder]> {
        let position = try request.queryCount("position", as: Int64.self)
        return JSONResponse(log.recentOrders(at: position ?? .max, limit: min(try request.queryCount("limit") ?? 20, 100)))
    }

    /// Where an arrow key goes to.
    @Sendable private func step(_ request: Request, _ context: ServiceRequestContext) throws -> JSONResponse<[String: Int64]> {
        let from = try request.queryCount("from", as: Int64.self) ?? 1
        let order = try request.queryCount("order", as: UInt32.self)
        let forwards = try request.query("direction", as: Direction.self) != .back
        let position = log.neighbour(of: from, order: order, forwards: forwards)
        return JSONResponse(["position": position ?? from])
    }

    private enum Direction: String, CaseIterable { case back, on }

    @Sendable private func live(_ request: Request, _ context: ServiceRequestContext) throws -> Response {
        // A browser that comes back says in the header how far it had come.
        let resumed = request.headers[HTTPField.Name.lastEventID].flatMap(Int64.init)
        let after = try request.queryCount("after", as: Int64.self)
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
            body: ResponseBody(asyncSequence: LiveFeed(log: log, start: resumed ?? after)))
    }

    // MARK: One order, one message

    @Sendable private func order(_ request: Request, _ context: ServiceRequestContext) throws -> JSONResponse<JSONValue> {
        let position = try request.queryCount("position", as: Int64.self)
        let story = try OrderStory.load(context.orderID("order"), at: position ?? .max, installation)
        return JSONResponse(story.withoutPersonalData)
    }

    /// What somebody types to find: a number, the name of a stream, or a correlation id.
    @Sendable private func find(_ request: Request, _ context: ServiceRequestContext) throws -> JSONResponse<Found> {
        let text = context.parameters.get("text")?.removingPercentEncoding ?? ""
        guard let found = try Found(text, installation) else {
            throw Problem(.notFound, "neither an order nor a conversation has this name: \(text.prefix(80))")
        }
        return JSONResponse(found)
    }

    @Sendable private func message(_ request: Request, _ context: ServiceRequestContext) throws -> JSONResponse<JSONValue> {
        JSONResponse(try MessageStory.load(context.position(), installation).withoutPersonalData)
    }

    @Sendable private func letter(_ request: Request, _ context: ServiceRequestContext) throws -> JSONResponse<JSONValue> {
        let (service, position) = (try context.service(), try context.position())
        guard var letter = try Letters.one(position, of: service, installation) else {
            throw Problem(.notFound, "\(service) has no dead letter at position \(position)")
        }
        // A text that is no JSON may have anything in it.
        if letter.message.text != nil { letter.message.text = "(not JSON, hidden)" }
        return JSONResponse(try JSONValue(parsing: MessageCoding.encode(letter)).withoutPersonalData)
    }
}

extension HTTPField.Name {
    fileprivate static let lastEventID = Self("Last-Event-ID") ?? .from
}
