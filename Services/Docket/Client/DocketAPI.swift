import DocketCommandLine
package import DocketInstallation

/// The HTTP APIs of the services of one installation. Each service has one client, which remembers where it listens.
package struct DocketAPI: Sendable {
    private let clients: [ServiceName: ServiceClient]

    package init(_ installation: Installation, timeout: Duration = .seconds(10)) {
        let clients = ServiceName.allCases.map { ($0, ServiceClient($0, in: installation, timeout: timeout)) }
        self.clients = Dictionary(uniqueKeysWithValues: clients)
    }

    package var orders: ServiceClient { client(of: .orders) }
    package var stock: ServiceClient { client(of: .stock) }
    package var shipping: ServiceClient { client(of: .shipping) }
    package var dispatch: ServiceClient { client(of: .dispatch) }

    package func client(of service: ServiceName) -> ServiceClient {
        guard let client = clients[service] else { preconditionFailure("every service of the list has a client") }
        return client
    }
}
