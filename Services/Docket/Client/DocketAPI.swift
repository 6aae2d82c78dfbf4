package import AsyncHTTPClient
import DocketCommandLine
package import DocketInstallation

/// The HTTP APIs of the services of one installation. Each service has one client, which remembers where it listens.
package struct DocketAPI: Sendable {
    package let orders, stock, shipping, dispatch: ServiceClient
    private let clients: [ServiceName: ServiceClient]

    package init(_ installation: Installation, http: HTTPClient = .docket, timeout: Duration = .seconds(10)) {
        func client(of service: ServiceName) -> ServiceClient {
            ServiceClient(service, in: installation, http: http, timeout: timeout)
        }
        (orders, stock, shipping, dispatch) = (
            client(of: .orders), client(of: .stock), client(of: .shipping), client(of: .dispatch)
        )
        let known = [orders, stock, shipping, dispatch].map(\.service)
        let others = ServiceName.allCases.filter { !known.contains($0) }.map(client)
        clients = Dictionary(uniqueKeysWithValues: ([orders, stock, shipping, dispatch] + others).map { ($0.service, $0) })
    }

    package func client(of service: ServiceName) -> ServiceClient {
        guard let client = clients[service] else { preconditionFailure("there is a client for every service of the list") }
        return client
    }
}
