import ArgumentParser
import DocketCommandLine
import Foundation
import Hummingbird
import Logging
import SchemaRegistry
import ServiceKit

/// `docket schema serve`.
struct SchemaServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "The registry over HTTP, for clients of Confluent's Schema Registry.",
        discussion: """
            Listens on 127.0.0.1. Begins with what Docket registered, and keeps what is
            registered in --file; without a file it is forgotten at the end.
            DOCKET_API_TOKEN, if set, is asked for as a bearer token.

            Exit codes: 0 stopped, 64 usage, 69 port taken, 73 the file cannot be read.
            """)

    @Option(help: .init("Port to listen on, 0 for any free one.", valueName: "port"))
    var port = 8105
    @Option(help: .init("Where the registry is kept; made at the first change.", valueName: "file"))
    var file: String?
    @Flag(help: "Begin without schemas, at the level BACKWARD.")
    var empty = false
    @OptionGroup var folder: SchemaFolderOption

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port is 0 to 65535") }
    }

    func run() async throws {
        let start = empty ? SchemaRegistry() : try folder.find().registry()
        let store: RegistryStore
        do {
            store = try RegistryStore(start, file: file.map { URL(filePath: $0) })
        } catch {
            throw ToolFailure(.directoryUnusable, "\(file ?? ""): \(error)")
        }
        let token = ProcessInfo.processInfo.environment["DOCKET_API_TOKEN", default: ""]
        let configuration = ServiceConfiguration(
            service: "schema-registry", dataDirectory: ".", port: port, apiToken: token.isEmpty ? nil : APIToken(token))
        guard token.isEmpty || configuration.apiToken != nil else {
            throw ToolFailure(.usage, "DOCKET_API_TOKEN must be 1 to 512 visible ASCII characters")
        }
        let server = buildHTTPServer(
            configuration: configuration, registry: PrometheusRegistry(),
            logger: JSONLinesLogHandler.logger(service: "schema-registry", level: .info), readiness: { [] },
            refusesUnknownQueries: false,
            onServerRunning: { port in
                Terminal.standardOutput.write("schema registry on http://127.0.0.1:\(port)")
            },
            routes: RegistryRoutes(store: store).add)
        try await server.runService()
    }
}
