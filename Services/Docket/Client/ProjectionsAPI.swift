package import EventSourcing
import NIOHTTP1

extension ServiceClient {
    private struct List: Decodable {
        var projections: [ProjectionStatus]
    }

    /// `GET /projections`.
    package func projections() async throws(APIError) -> [ProjectionStatus] {
        try await get("/projections", as: List.self).projections
    }

    /// `POST /projections/{name}/rebuild`: begins it. What stands in the way, if there is none of this name.
    package func rebuildProjection(_ name: String) async throws(APIError) -> String? {
        do {
            let path = "/projections/\(name.pathComponent)/rebuild"
            _ = try await send(.POST, path, EmptyBody(), labels: RequestLabels(), as: List.self)
            return nil
        } catch  where error.status == 404 {
            return error.reason
        }
    }
}
