@testable import DocketClient
import DocketInstallation
import Foundation
import Testing

struct ServiceProblemTests {
    @Test func `a problem shows its title, its detail and the status`() {
        let body = Data(#"{"type":"about:blank","title":"Conflict","status":409,"detail":"the order is ready"}"#.utf8)
        let error = APIError.problem(.orders, ServiceProblem(status: 409, body: body))
        #expect("\(error)" == "orders: Conflict: the order is ready (HTTP 409)")
        #expect(error.status == 409)
        #expect(!error.isRetriable)
    }

    @Test func `an answer without problem details still shows its status`() {
        #expect("\(ServiceProblem(status: 502, body: Data("<html>".utf8)))" == "HTTP 502")
    }

    @Test(arguments: [429, 503, 504])
    func `what may get better is worth another try`(status: Int) {
        #expect(APIError.problem(.stock, ServiceProblem(status: status, body: Data())).isRetriable)
    }
}
