package import AsyncHTTPClient

extension HTTPClient {
    /// The client of every command that does not need one of its own.
    ///
    /// A refused connection fails at once: the usual client goes on trying until the request times out, but here a service
    /// that is down may come back under another address, and whoever calls decides how long that is waited for.
    package static let docket = HTTPClient(eventLoopGroupProvider: .singleton, configuration: .docket())
}

extension HTTPClient.Configuration {
    /// - Parameter connections: how many connections to one service there may be at once.
    static func docket(connections: Int = 8) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connections
        return configuration
    }
}
