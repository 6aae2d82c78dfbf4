import Contracts
import DocketClient
import DocketInstallation
import EventBus
import Foundation
import ServiceKit

/// What `docket status` found, as it is printed with `--json`.
struct StatusReport: Codable, Sendable {
    struct Service: Codable, Sendable {
        package var service: ServiceName
        /// False: no process has this service's run file.
        var running: Bool
        package var pid: Int32?
        var address: String?
        /// It runs and says that it takes work.
        package var ready: Bool
        var uptimeSeconds: Int?
        /// Positions at the end of the log that it has not handled yet, negative if it has read further than the log goes. Of a service
        /// that is down, read from its database. `nil` if neither says.
        var lag: Int?
        /// Messages that it gave up on and a person has to look at; `nil` if it does not say.
        var deadLetters: Int?
        /// Orders that wait for a person there: a compensation that fails, or a dead letter; `nil` if it does not say.
        var attention: Int?
        /// Why it is not ready.
        var problem: String?
    }

    var dataDirectory: String
    package var services: [Service]
    /// `nil` if there is no bus yet, or it cannot be read; then ``busProblem`` says why.
    var bus: BusStatistics?
    var busProblem: String?
    /// Files that do not belong together, each with the command that mends it.
    var mismatches: [HistoryAdvice] = []
    /// Orders by state for each mode; `nil` while Orders does not answer.
    var orders: OrderCounts?
    /// The first sagas that need attention; `nil` while the orchestrator does not answer.
    var attention: [SagaView]?

    var runsNothing: Bool { services.allSatisfy { !$0.running } }
}
