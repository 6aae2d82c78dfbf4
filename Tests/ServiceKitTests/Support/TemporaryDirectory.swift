import Foundation
import Testing

/// A directory of its own for one test, gone afterwards.
func withTemporaryDirectory<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    let url = FileManager.default.temporaryDirectory.appending(path: "docket-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
    defer {
        // What cannot be removed is left to the system: the test has had its answer.
        try? FileManager.default.removeItem(at: url)
    }
    return try await body(url.path(percentEncoded: false))
}
