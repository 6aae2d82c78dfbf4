package import ArgumentParser
package import CompactJSON
package import Contracts
import Decisions
import DocketCommandLine
package import DocketInstallation
import Foundation
import GRDB
import Instants
import Messaging
import OrdersService

/// `docket order`: an order now, and as it was.
package struct OrderCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "order", abstract: "Show an order, now or as it was, what each event changed, and what can come next.",
        discussion: """
            Examples:
              docket order show 12
              docket order show 12 --version 2
              docket order next 12
            """,
        subcommands: [ShowOrderCommand.self, NextOrderCommand.self])

    package init() {}
}

/// `docket order next`.
struct NextOrderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "next",
        abstract: "Show what can still happen to an order: who is awaited, and what would follow.",
        discussion: """
            From the files alone: messages on their way to each service, dead letters that
            wait for a person, timeouts and when they fire, what may be asked for now, and
            what it would lead to, by the services' own decisions and tables of messages.

            Examples:
              docket order next 12
              docket order next 12 --json
            """)

    @OptionGroup var order: OrderArgument
    @OptionGroup var location: InstallationOption
    @OptionGroup var json: JSONOption

    func run() async throws {
        let id = try order.id()
        guard let future = try OrdersFile(location.installation).future(of: id, in: location.installation) else {
            throw ToolFailure(.failed, "there is no order \(id)")
        }
        if json.isOn { try printJSON(future) } else { future.lines.forEach(Terminal.standardOutput.write) }
    }
}

/// `docket order show`.
struct ShowOrderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show an order, now or as it was, and what each event changed about it.",
        discussion: """
            Reads the order's stream in orders.db, whether Orders runs or not. The first
            events of a stream are the order as it was: nothing else is kept for this.

            Examples:
              docket order show 12
              docket order show 12 --version 2
              docket order show 12 --as-of 2026-11-23T16:00:00Z
              docket order show 12 --position 5000 --json  when the store had 5,000

            Over HTTP: GET /orders/12/history?version=2
            """)

    @OptionGroup var order: OrderArgument
    @Option(help: .init("As it was after so many of its events.", valueName: "n"))
    var version: Int?
    @Option(help: .init("As it was at this time (RFC 3339, to the millisecond).", valueName: "time"))
    var asOf: String?
    @Option(help: .init("As it was at this place among the events of all orders.", valueName: "n"))
    var position: Int64?
    @OptionGroup var location: InstallationOption
    @OptionGroup var json: JSONOption
    @OptionGroup var personalData: PersonalDataOption

    func validate() throws {
        guard [version != nil, asOf != nil, position != nil].count(where: { $0 }) < 2 else {
            throw ValidationError("give one of --version, --as-of and --position")
        }
        if let version, version < 1 { throw ValidationError("--version begins at 1") }
        if let position, position < 1 { throw ValidationError("--position begins at 1") }
        if let asOf, Date(timestamp: asOf) == nil {
            throw ValidationError("--as-of is a time like 2026-11-23T16:00:00Z, not '\(asOf)'")
        }
    }

    func run() async throws {
        let id = try order.id()
        let history = try OrdersFile(location.installation).read { db in
            do {
                return try OrderHistory.load(id, at: moment, in: db)
            } catch let refusal as Refusal {
                throw ToolFailure(.failed, refusal.reason)
            }
        }
        if json.isOn { return try personalData.view.writeJSON(history) }
        OrderText(history: history, terminal: .standardOutput, personalData: personalData.view).lines.forEach(
            Terminal.standardOutput.write)
    }

    private var moment: OrderMoment? {
        if let version { return .version(version) }
        if let position { return .position(position) }
        return asOf.flatMap { Date(timestamp: $0) }.map { .time($0) }
    }
}

/// `orders.db`, open for reading beside the service or without it.
package struct OrdersFile {
    private let path: String
    private let bus: String

    package init(_ installation: Installation) {
        path = installation.database(of: .orders).path(percentEncoded: false)
        bus = installation.bus.path(percentEncoded: false)
    }

    /// The order as it was when the log was at a position; `nil` if it did not exist then. As `docket order show --json` prints it.
    package func history(of id: OrderID, whenLogWasAt position: Int64) throws -> JSONValue? {
        let history = try read { db in
            try db.execute(sql: "ATTACH DATABASE ? AS log", arguments: [bus])
            return try OrdersPast.moment(of: id, at: position, in: db).map { try OrderHistory.load(id, at: $0, in: db) }
        }
        return try history.map { try JSONValue(parsing: MessageCoding.encode($0)) }
    }

    /// What can still happen to it; `nil` if there is no such order.
    package func future(of id: OrderID, in installation: Installation) throws -> OrderFuture? {
        try read { db in try OrdersTables(db).load(id) }.map { try OrderFuture($0.order, in: installation) }
    }

    /// The order of the other mode to hold it against; `nil` if there is none near it.
    package func twin(of id: OrderID) throws -> OrderID? { try read { db in try OrdersTables(db).twin(of: id) } }

    /// - Throws: ``ToolFailure``: the file is missing or cannot be read; and what `body` throws.
    fileprivate func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        guard FileManager.default.fileExists(atPath: path) else {
            throw ToolFailure(
                .failed, "there is no \(path); is it the right data directory (--data-dir), and did Orders ever start?")
        }
        do {
            return try ServiceDatabase.openReadOnly(URL(filePath: path)).inDatabase(body)
        } catch let error as DatabaseError {
            throw ToolFailure(.failed, "cannot read \(path): \(error.reason)")
        }
    }
}
