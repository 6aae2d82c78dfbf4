import ArgumentParser
import FulfilmentSupport
import ServiceKit
import ShippingService

@main
struct Main: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shipping",
        abstract: "Finds a carrier for each parcel and hands it over.",
        discussion: "One of Docket's services. `docket up` starts all of them; start one by hand to run it elsewhere.",
        version: Product.docket.version)

    @OptionGroup var options: ServiceOptions

    func run() async throws {
        try await ServiceProcess.run(shippingService, options)
    }
}
