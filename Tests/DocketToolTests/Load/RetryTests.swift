@testable import DocketClient
import DocketInstallation
@testable import DocketLoad
import Foundation
import Synchronization
import Testing

struct RetryTests {
    /// Answers with these statuses in turn, then with success.
    private final class Service: Sendable {
        private let left: Mutex<[Int]>
        private let calls = Mutex(0)
        var callCount: Int { calls.withLock { $0 } }
        init(_ statuses: [Int]) { left = Mutex(statuses) }

        func call() throws(APIError) -> String {
            calls.withLock { $0 += 1 }
            let status = left.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            if let status { throw .problem(.orders, ServiceProblem(status: status, body: Data())) }
            return "done"
        }
    }

    private let retry = Retry(stop: StopFlag(), firstPause: .microseconds(10))

    @Test func `what may get better is tried again`() async throws {
        let service = Service([503, 429, 503])
        let answer = try await retry({ () async throws(APIError) in try service.call() })
        #expect(answer == "done")
        #expect(service.callCount == 4)
    }

    @Test func `what cannot get better is not tried again`() async {
        let service = Service([422, 503])
        let error = await #expect(throws: APIError.self) {
            try await retry({ () async throws(APIError) in try service.call() })
        }
        #expect(error?.status == 422)
        #expect(service.callCount == 1)
    }

    @Test func `it gives up after the last attempt with the last error`() async {
        let service = Service(Array(repeating: 503, count: 100))
        await #expect(throws: APIError.self) { try await retry({ () async throws(APIError) in try service.call() }) }
        #expect(service.callCount == Retry.attempts)
    }

    @Test func `nothing is tried again once everything is to stop`() async {
        let service = Service([503, 503])
        let stop = StopFlag()
        stop.set()
        await #expect(throws: APIError.self) {
            try await Retry(stop: stop)({ () async throws(APIError) in try service.call() })
        }
        #expect(service.callCount == 1)
    }
}
