package import EventBus
import Hummingbird

extension ServiceRequestContext {
    /// The message a path names by its position in the log: `/dead-letters/{position}`.
    ///
    /// - Throws: ``Problem`` (400) if it is no position.
    package func position(_ name: String = "position") throws -> Position {
        guard let text = parameters.get(name), let position = Position(text), position > 0 else {
            throw Problem(.malformedRequest, "a message is named by its position in the log, a whole number of 1 or more")
        }
        return position
    }
}
