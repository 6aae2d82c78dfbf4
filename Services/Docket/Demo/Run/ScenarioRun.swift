import Contracts
import Decisions
import DocketClient
import DocketCommandLine
import DocketInstallation
import DocketSupervisor
import EventBus
import Foundation
import Messaging
import Synchronization

/// One installation of its own for one run: a temporary directory, real processes on free ports, a timeline.
final class ScenarioRun: Sendable {
    let installation: Installation
    let supervisor: Supervisor
    let api: DocketAPI
    let timeline: ScenarioTimeline
    let mode: CoordinationMode
    private let props = Mutex(Props())

    /// What the run has put on the installation so far.
    struct Props: Sendable {
        var orders: [String: OrderID] = [:]
        var groups: [String: [String]] = [:]
        /// Orders whose cancellation was refused.
        var refused: Set<String> = []
        var faults: [ServiceName: Faults.Rules] = [:]
    }

    init(_ scenario: Scenario, _ mode: CoordinationMode, binaries: Binaries, onEntry: @escaping @Sendable (TimelineEntry) -> Void)
        throws
    {
        let folder = FileManager.default.temporaryDirectory.appending(path: "docket-demo-\(UUID().uuidString.prefix(8))")
        installation = Installation(path: folder.path(percentEncoded: false))
        _ = try installation.create()
        self.mode = mode
        timeline = ScenarioTimeline(onEntry: onEntry)
        var settings = ServiceSettings()
        settings.portBase = 0
        settings.mode = mode
        settings.stepTimeout = scenario.settings.stepTimeout?.seconds
        settings.stepRepeats = scenario.settings.stepRepeats
        settings.faults = true
        supervisor = try Supervisor(
            binaries: binaries, dataDirectory: installation, settings: settings,
            watcher: ScenarioWatcher(files: try LogFiles(in: installation), timeline: timeline))
        api = DocketAPI(installation)
    }

    var state: Props { props.withLock { $0 } }

    func change(_ change: @Sendable (inout Props) -> Void) { props.withLock { change(&$0) } }

    func id(of order: String) throws(StepFailure) -> OrderID {
        guard let id = state.orders[order] else { throw StepFailure("order \(order) was never placed") }
        return id
    }

    /// What a request about this order is marked with; the timeline knows the order by it.
    func labels(_ order: String) -> RequestLabels {
        RequestLabels(correlationID: ScenarioTimeline.correlationPrefix + order)
    }

    func remove() {
        // It lies in the system's temporary directory: what cannot be removed now is removed by the system later.
        try? FileManager.default.removeItem(at: installation.url)
    }
}

/// A step that could not be done, or a wait that was in vain: the run ends here.
struct StepFailure: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}
