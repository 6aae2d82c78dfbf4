import ArgumentParser
import FulfilmentSupport
import OrdersService
import ServiceKit

@main
struct Main: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "orders",
        abstract: "Takes orders, their payment and their cancellation, and keeps each order's history.",
        discussion: "One of Docket's services. `docket up` starts all of them; start one by hand to run it elsewhere.",
        version: Product.docket.version)

    @OptionGroup var options: ServiceOptions

    func run() async throws {
        try await ServiceProcess.run(ordersService, options)
    }
}
