import CompactJSON
package import Contracts
import Foundation
package import Messaging
import NIOHTTP1

extension ServiceClient {
    /// `PUT /carriers/{id}`.
    package func setCarrier(_ carrier: CarrierID, enabled: Bool) async throws(APIError) {
        let body = Data(#"{"enabled":\#(enabled)}"#.utf8)
        _ = try await send(.PUT, "/carriers/\(carrier.rawValue.pathComponent)", body: body, labels: RequestLabels())
    }

    /// `PUT /faults`; only open when the service was started with `--faults`.
    package func setFaults(_ rules: Faults.Rules) async throws(APIError) {
        let body: Data
        do {
            body = try MessageCoding.encode(rules)
        } catch {
            throw .unreadable(service, "the rules cannot be encoded: \(error)")
        }
        _ = try await send(.PUT, "/faults", body: body, labels: RequestLabels())
    }

    /// `GET /health/ready`: returns if the service takes work, throws if not.
    package func checkReady() async throws(APIError) {
        _ = try await send(.GET, "/health/ready", body: nil, labels: RequestLabels())
    }

    /// `GET /health/live`: the least that a service can be asked.
    package func checkLive() async throws(APIError) {
        _ = try await send(.GET, "/health/live", body: nil, labels: RequestLabels())
    }
}

extension String {
    /// Written so that it is one part of a URL's path, a slash in it included.
    var pathComponent: String {
        let allowed = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-._~"))
        return addingPercentEncoding(withAllowedCharacters: allowed) ?? self
    }
}
