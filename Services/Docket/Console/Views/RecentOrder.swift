import Contracts
import Decisions
import Foundation
import Instants

/// An order, by the last message about it.
struct RecentOrder: Encodable, Sendable, Equatable {
    var order: Int
    /// `nil` if the log names no known mode.
    var mode: String?
    var state: String?
    /// Of the message.
    var type: String?
    var position: Int64
    var time: Date

    init(_ entry: Flow.Entry, at position: Int64) {
        func name<Word: RawRepresentable<String>>(_ words: [Word], _ number: UInt8) -> String? {
            Int(number) < words.count ? words[Int(number)].rawValue : nil
        }
        order = Int(entry.order)
        mode = name(Flow.modes, entry.mode)
        state = name(Flow.states, entry.after)
        type = name(Flow.types, entry.type)
        self.position = position
        time = Date(microsecondsSince1970: entry.time)
    }
}
