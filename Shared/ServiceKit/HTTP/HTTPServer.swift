import Foundation
public import Hummingbird
public import HummingbirdCore
public import Logging
public import NIOCore

/// The HTTP side of a service: Hummingbird's application, with errors that tell the person at the terminal what to do.
public struct HTTPServer: ApplicationProtocol {
    let application: Application<RouterResponder<ServiceRequestContext>>
    /// Host and port, for people.
    let address: String

    public var responder: RouterResponder<ServiceRequestContext> { application.responder }
    public var server: HTTPServerBuilder { application.server }
    public var configuration: ApplicationConfiguration { application.configuration }
    public var eventLoopGroup: any EventLoopGroup { application.eventLoopGroup }
    public var logger: Logger { application.logger }

    public func onServerRunning(_ channel: any Channel) async {
        await application.onServerRunning(channel)
    }

    /// Listens until a graceful shutdown; requests in hand are then answered first.
    ///
    /// - Throws: ``StartupError`` (`unavailable`) if the address cannot be listened on.
    public func run() async throws {
        do {
            try await application.run()
        } catch let error as CancellationError {
            throw error
        } catch {
            // Once the server listens, Hummingbird keeps errors to the connection they belong to: this one comes from before.
            let isTaken = (error as? IOError)?.errnoCode == EADDRINUSE
            throw cannotListen(because: isTaken ? "the port is taken" : "\(error)")
        }
    }

    private func cannotListen(because reason: String) -> StartupError {
        StartupError(
            .unavailable,
            "cannot listen on \(address): \(reason); choose another with --port or --host")
    }
}
