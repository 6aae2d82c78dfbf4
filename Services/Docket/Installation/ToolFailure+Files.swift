import DocketCommandLine
import EventBus
import GRDB

extension ToolFailure {
    /// Runs `body` and makes one sentence of an error of the files.
    package static func naming<Value>(_ installation: Installation, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as BusError {
            throw ToolFailure(error.isRetriable ? .tryLater : .failed, error.message)
        } catch let error as DatabaseError {
            throw ToolFailure(
                .failed,
                "a file in \(installation.path) cannot be read: \(error.message ?? "\(error.extendedResultCode.rawValue)")")
        }
    }
}
