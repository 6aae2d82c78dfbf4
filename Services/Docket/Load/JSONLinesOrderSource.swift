import CompactJSON
package import Contracts
import DocketClient
import DocketCommandLine
import Foundation

/// Orders from a file with one `POST /orders` body a line. They have no numbers: the line with its place is what tells them apart.
package struct JSONLinesOrderSource: OrderSource {
    package let skus: [SKU]
    package let count: Int
    private var lines: JSONLines

    /// - Throws: ``ToolFailure`` if there is no such file.
    package init(path: String) throws {
        var lines = try JSONLines(path: path)
        var skus: Set<SKU> = []
        var count = 0
        while let item = try lines.next() {
            guard case .order(let order) = item else { continue }
            skus.formUnion(order.order.items.map(\.sku))
            count += 1
        }
        self.skus = skus.sorted()
        self.count = count
        self.lines = try JSONLines(path: path)
    }

    package mutating func next() throws -> SourceItem? { try lines.next() }
}

private struct JSONLines: Sendable {
    /// 150 lines of an order are far below this.
    static let longestLine = 1 << 20

    private let chunks: FileChunks
    private var buffer: [UInt8] = []
    private var position = 0
    private var line = 0

    init(path: String) throws {
        chunks = try FileChunks(path)
    }

    mutating func next() throws -> SourceItem? {
        while let bytes = try nextLine() {
            line += 1
            guard !bytes.allSatisfy({ $0 == .carriageReturn || $0 == UInt8(ascii: " ") }) else { continue }
            do {
                let order = try MessageCoding.decodeStrictly(NewOrder.self, from: Array(bytes))
                if let reason = LoadLimits.problem(with: order.items) { return bad(reason, bytes) }
                var item = LoadOrder(number: "line-\(line)-\(Digest(["\(bytes)"]))", order: order)
                item.rows = [SourceRow(line: line, text: Array(bytes))]
                return .order(item)
            } catch {
                return bad(Self.reason(error), bytes)
            }
        }
        return nil
    }

    private func bad(_ reason: String, _ text: ArraySlice<UInt8>) -> SourceItem {
        let row = SourceRow(line: line, text: Array(text))
        return .leftOut(LeftOut(number: "line-\(line)", badRows: [BadRow(line: line, reason: reason)], rows: [row]))
    }

    private mutating func nextLine() throws -> ArraySlice<UInt8>? {
        if position > 1 << 20 {
            buffer.removeFirst(position)
            position = 0
        }
        var searched = position
        while true {
            if let end = buffer[searched...].firstIndex(of: .lineFeed) {
                defer { position = end + 1 }
                return buffer[position..<end]
            }
            searched = buffer.count
            guard searched - position <= Self.longestLine else {
                throw ToolFailure(.usage, "line \(line + 1) is longer than 1 MiB; one order a line is expected")
            }
            guard try chunks.read(into: &buffer) else { return lastLine() }
        }
    }

    private mutating func lastLine() -> ArraySlice<UInt8>? {
        guard position < buffer.count else { return nil }
        defer { position = buffer.count }
        return buffer[position...]
    }

    private static func reason(_ error: any Error) -> String {
        if let field = error as? UnknownField {
            return "\(path(field.path)) is not known; known are \(field.known.joined(separator: ", "))"
        }
        // What is no JSON at all says where it breaks.
        guard let error = error as? DecodingError else { return "is no JSON object: \(error)" }
        switch error {
        case .keyNotFound(let key, let context): return "\(path(context.codingPath + [key])) is missing"
        case .typeMismatch(_, let context): return "\(path(context.codingPath)) has the wrong type"
        case .valueNotFound(_, let context): return "\(path(context.codingPath)) is null"
        case .dataCorrupted(let context) where context.codingPath.isEmpty: return "is no JSON object"
        case .dataCorrupted(let context): return "\(path(context.codingPath)) \(context.debugDescription)"
        @unknown default: return "\(error)"
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
            .replacing(".[", with: "[")
    }
}
