extension ServiceClient {
    /// The service's metrics, the series of each name added up over their labels.
    ///
    /// - Throws: ``APIError``.
    package func metrics() async throws(APIError) -> [String: Double] {
        let text = String(decoding: try await send(.GET, "/metrics", body: nil, labels: RequestLabels()), as: UTF8.self)
        var sums: [String: Double] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            guard let space = line.lastIndex(of: " "), let value = Double(line[line.index(after: space)...]) else { continue }
            let name = line[..<space].prefix { $0 != "{" }
            sums[String(name), default: 0] += value
        }
        return sums
    }
}
