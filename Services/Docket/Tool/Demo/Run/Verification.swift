/// Checks the files of a stopped installation and returns what is broken, in sentences.
///
/// The demo calls it after each play. It is handed in, so that the demo knows no more of the invariants than their result.
package typealias Verification = @Sendable (Installation) async throws -> [String]
