package import AsyncHTTPClient

/// The HTTP APIs of the services of one installation.
package struct DocketAPI: Sendable {
    package let orders: ServiceClient
    package let stock: ServiceClient
    package let shipping: ServiceClient
    package let dispatch: ServiceClient

    private let installation: Installation
    private let http: HTTPClient
    private let timeout: Duration

    package init(_ installation: Installation, http: HTTPClient = .docket, timeout: Duration = .seconds(10)) {
        (self.installation, self.http, self.timeout) = (installation, http, timeout)
        orders = ServiceClient(.orders, in: installation, http: http, timeout: timeout)
        stock = ServiceClient(.stock, in: installation, http: http, timeout: timeout)
        shipping = ServiceClient(.shipping, in: installation, http: http, timeout: timeout)
        dispatch = ServiceClient(.dispatch, in: installation, http: http, timeout: timeout)
    }

    package func client(of service: ServiceName) -> ServiceClient {
        ServiceClient(service, in: installation, http: http, timeout: timeout)
    }
}
