import ArgumentParser
import DispatchOrchestratorService
import FulfilmentSupport
import ServiceKit

@main
struct Main: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dispatch-orchestrator",
        abstract: "Leads orchestrated orders from payment to dispatch, and undoes what cannot be served.",
        discussion: "One of Docket's services. `docket up` starts all of them; start one by hand to run it elsewhere.",
        version: Product.docket.version)

    @OptionGroup var options: ServiceOptions

    func run() async throws {
        try await ServiceProcess.run(dispatchService, options)
    }
}
