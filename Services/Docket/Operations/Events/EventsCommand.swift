public import ArgumentParser
import Contracts
import DocketCommandLine
import DocketInstallation
import EventBus
import Foundation
import SQLiteEventBus

/// `docket events`: the log.
package struct EventsCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Show the messages on the bus, oldest first.",
        discussion: """
            Examples:
              docket events --order 12
              docket events --follow --type OrderPaid --type OrderReady
              docket events --from 1000 --limit 50 --cloudevents | jq .data
            """)

    @OptionGroup var installation: InstallationOption
    @Flag(help: "Go on with what is published from now on, until Ctrl-C.")
    var follow = false
    @Option(help: "Begin at this position. (default: 1; with --follow: the end)")
    var from: Int64?
    @Option(name: .customLong("type"), help: "Only messages of this type; may be given several times.")
    var types: [MessageType] = []
    @Option(help: "Only messages about this order.")
    var order: Int?
    @Flag(name: .customLong("cloudevents"), help: "Print each message as one line of CloudEvents 1.0 JSON.")
    var asCloudEvents = false
    @Option(help: "Stop after so many messages.")
    var limit: Int?

    package init() {}

    package func validate() throws {
        if let from, from < 1 { throw ValidationError("--from begins at 1") }
        if let limit, limit < 1 { throw ValidationError("--limit is 1 or more") }
        if let order, OrderID(order) == nil { throw ValidationError("--order is the number of an order, 1 or more") }
    }

    package func run() async throws {
        // `docket events | head`: when its reader is gone, the default action ends this program silently.
        signal(SIGPIPE, SIG_DFL)
        do {
            let bus = try SQLiteEventBus.openReadOnly(directory: installation.installation.path)
            defer { bus.close() }
            // Made before the first read, so that nothing published in between is slept over.
            let notifier = follow ? try bus.makeNotifier() : nil
            var feed = EventFeed(
                bus: bus, after: try start(bus), types: types.isEmpty ? nil : Set(types.map(\.rawValue)),
                subject: try order.flatMap { OrderID($0) }.map {
                    try SubjectIndex(of: $0.stream, directory: installation.installation.path)
                }, left: limit ?? .max)
            try show(&feed, until: notifier)
        } catch let error as BusError {
            throw ToolFailure(.failed, error.message)
        }
    }

    /// The position to read after. Who follows wants news, unless an order or a position is asked for.
    private func start(_ bus: SQLiteEventBus) throws -> Position {
        if let from { return from - 1 }
        return follow && order == nil ? try bus.statistics().last : 0
    }

    private func show(_ feed: inout EventFeed, until notifier: (any Notifier)?) throws {
        let lines = EventLines(terminal: .standardOutput, asCloudEvents: asCloudEvents)
        while true {
            while let messages = try feed.next() {
                for message in messages {
                    let line = try lines.line(message)
                    asCloudEvents ? Terminal.standardOutput.writeJSON(line) : Terminal.standardOutput.write(line)
                }
            }
            guard let notifier, feed.left > 0 else { return }
            notifier.wait(atMost: .seconds(60))
        }
    }
}

// `--type OrderPaid` reads straight into the type of messages.
extension MessageType: ExpressibleByArgument {}
