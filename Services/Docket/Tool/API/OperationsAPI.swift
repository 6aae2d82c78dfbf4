package import Contracts
import Foundation
import NIOHTTP1

/// Rules that bend the traffic of one service, for demos: `PUT /faults` replaces them all.
package struct FaultRules: Sendable, Hashable, Codable {
    /// Published messages of this type stay in the outbox until the rule is removed.
    package struct Hold: Sendable, Hashable, Codable {
        package var type: MessageType
        /// `nil`: of every order.
        package var orderId: OrderID?
        /// `nil`: until the rule is removed.
        package var seconds: Double?

        package init(type: MessageType, orderId: OrderID? = nil, seconds: Double? = nil) {
            self.type = type
            self.orderId = orderId
            self.seconds = seconds
        }
    }

    /// Each message of this type that the service reads is delivered to it twice.
    package struct Duplicate: Sendable, Hashable, Codable {
        package var type: MessageType

        package init(type: MessageType) {
            self.type = type
        }
    }

    package var hold: [Hold] = []
    package var duplicate: [Duplicate] = []

    package init(hold: [Hold] = [], duplicate: [Duplicate] = []) {
        self.hold = hold
        self.duplicate = duplicate
    }

    var isEmpty: Bool { hold.isEmpty && duplicate.isEmpty }
}

extension ServiceClient {
    /// `PUT /carriers/{id}`.
    package func setCarrier(_ carrier: CarrierID, enabled: Bool) async throws(APIError) {
        let body = Data(#"{"enabled":\#(enabled)}"#.utf8)
        _ = try await send(.PUT, "/carriers/\(carrier.rawValue.pathComponent)", body: body, labels: RequestLabels())
    }

    /// `PUT /faults`; only open when the service was started with `--faults`.
    package func setFaults(_ rules: FaultRules) async throws(APIError) {
        let body: Data
        do {
            body = try MessageCoding.encoder.encode(rules)
        } catch {
            throw .unreadable(service, "the rules cannot be encoded: \(error)")
        }
        _ = try await send(.PUT, "/faults", body: body, labels: RequestLabels())
    }

    /// `GET /health/ready`: returns if the service takes work, throws if not.
    package func checkReady() async throws(APIError) {
        _ = try await send(.GET, "/health/ready", body: nil, labels: RequestLabels())
    }
}

extension String {
    /// Written so that it is one part of a URL's path, a slash in it included.
    var pathComponent: String {
        let allowed = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-._~"))
        return addingPercentEncoding(withAllowedCharacters: allowed) ?? self
    }
}
