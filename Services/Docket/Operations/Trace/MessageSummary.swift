import Contracts
import Decisions
import Foundation
import FulfilmentSupport
import Messaging

/// What a stored message says, in a few words for people.
enum MessageSummary {
    /// An order has up to hundreds of lines; a line of the terminal has not.
    private static let longest = 64

    /// `nil` if there is nothing to add to its type, or if it is a message that this program cannot read.
    static func text(type: String, version: Int, data: Data) -> String? {
        // An unreadable message is in the log all the same, and is shown without a summary.
        guard let message = try? MessageCatalog.types.read(data, as: type, version: version) as? any FulfilmentMessage,
            let text = message.summary
        else { return nil }
        return text.count <= longest ? text : text.prefix(longest - 1) + "…"
    }
}
