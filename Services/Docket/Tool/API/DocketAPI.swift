package import AsyncHTTPClient

/// The HTTP APIs of the four services of one installation.
package struct DocketAPI: Sendable {
    package let orders: ServiceClient
    package let stock: ServiceClient
    package let shipping: ServiceClient
    package let dispatch: ServiceClient

    package init(_ installation: Installation, http: HTTPClient = .docket, timeout: Duration = .seconds(10)) {
        orders = ServiceClient(.orders, in: installation, http: http, timeout: timeout)
        stock = ServiceClient(.stock, in: installation, http: http, timeout: timeout)
        shipping = ServiceClient(.shipping, in: installation, http: http, timeout: timeout)
        dispatch = ServiceClient(.dispatch, in: installation, http: http, timeout: timeout)
    }

    package func client(of service: ServiceName) -> ServiceClient {
        switch service {
        case .orders: orders
        case .stock: stock
        case .shipping: shipping
        case .dispatch: dispatch
        }
    }
}
