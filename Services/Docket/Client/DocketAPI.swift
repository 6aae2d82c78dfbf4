package import AsyncHTTPClient
import DocketCommandLine
package import DocketInstallation

/// The HTTP APIs of the services of one installation.
package struct DocketAPI: Sendable {
    private let installation: Installation
    private let http: HTTPClient
    private let timeout: Duration

    package init(_ installation: Installation, http: HTTPClient = .docket, timeout: Duration = .seconds(10)) {
        (self.installation, self.http, self.timeout) = (installation, http, timeout)
    }

    package var orders: ServiceClient { client(of: .orders) }
    package var stock: ServiceClient { client(of: .stock) }
    package var shipping: ServiceClient { client(of: .shipping) }
    package var dispatch: ServiceClient { client(of: .dispatch) }

    package func client(of service: ServiceName) -> ServiceClient {
        ServiceClient(service, in: installation, http: http, timeout: timeout)
    }
}
