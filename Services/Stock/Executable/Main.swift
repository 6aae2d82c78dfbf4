import ArgumentParser
import FulfilmentSupport
import ServiceKit
import StockService

@main
struct Main: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stock",
        abstract: "Books goods in, and reserves and packs what orders ask for.",
        discussion: "One of Docket's services. `docket up` starts all of them; start one by hand to run it elsewhere.",
        version: Product.docket.version)

    @OptionGroup var options: ServiceOptions

    func run() async throws {
        try await ServiceProcess.run(stockService, options)
    }
}
