import Contracts
import Decisions
import Foundation
import Instants

/// The flow as JSON has it: by name, and without what is zero.
struct FlowView: Encodable, Sendable, Equatable {
    struct Mode: Encodable, Sendable, Equatable {
        /// Orders by state.
        var orders: [String: Int]
        /// Messages by type.
        var published: [String: Int]
        /// Orders by the type of the last message about them.
        var latest: [String: Int]
    }

    /// Of the log.
    var position: Int64
    /// How many messages there are up to it.
    var messages: Int
    /// Of the last of them; `nil` if there is none.
    var time: Date?
    /// `other` has what names no mode that is known.
    var modes: [String: Mode]

    init(_ flow: Flow, at position: Int64) {
        self.position = position
        messages = flow.messages
        time = flow.messages == 0 ? nil : Date(microsecondsSince1970: flow.time)
        let names = Flow.modes.map(\.rawValue) + ["other"]
        modes = Dictionary(uniqueKeysWithValues: zip(names, flow.counts).map { ($0, Mode($1)) })
    }
}

extension FlowView.Mode {
    fileprivate init(_ counts: Flow.Counts) {
        let types = Flow.types.map(\.rawValue) + ["other"]
        orders = Self.named(counts.orders, Flow.states.map(\.rawValue))
        published = Self.named(counts.published, types)
        latest = Self.named(counts.latest, types)
    }

    private static func named(_ counts: [Int32], _ names: [String]) -> [String: Int] {
        Dictionary(uniqueKeysWithValues: zip(names, counts).filter { $1 != 0 }.map { ($0, Int($1)) })
    }
}

/// One message as the page's own fold takes it: an array, because a page takes thousands of them.
///
///     [position, time in microseconds, type, mode, order, former type, state before, state after]
///
/// Types, modes and states are numbers of the model's lists; -1 stands for none.
struct FlowEntryView: Encodable, Sendable {
    let position: Int64
    let entry: Flow.Entry

    func encode(to encoder: any Encoder) throws {
        var array = encoder.unkeyedContainer()
        try array.encode(position)
        try array.encode(entry.time)
        try array.encode(Int(entry.type))
        try array.encode(Int(entry.mode))
        try array.encode(Int(entry.order))
        try array.encode(entry.former == Flow.none ? -1 : Int(entry.former))
        try array.encode(entry.before == Flow.noState ? -1 : Int(entry.before))
        try array.encode(entry.after == Flow.noState ? -1 : Int(entry.after))
    }
}
