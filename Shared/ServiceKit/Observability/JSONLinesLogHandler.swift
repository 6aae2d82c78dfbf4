import CompactJSON
public import Foundation
import Instants
public import Logging
import Messaging

/// Writes each log event as one JSON object on a line of its own: time, level, service, message, then metadata by name.
///
/// Warnings and worse are written at once, the rest within 20 ms; see ``LogOutput``.
public struct JSONLinesLogHandler: LogHandler {
    public var logLevel: Logger.Level
    public var metadata: Logger.Metadata = [:]
    public var metadataProvider: Logger.MetadataProvider?

    private let service: String
    private let output: LogOutput
    private let now: @Sendable () -> Date

    /// - Parameters:
    ///   - service: written on every line.
    ///   - now: the clock, for a test.
    public init(
        service: String, level: Logger.Level = .info, output: LogOutput = .standardError,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.service = service
        self.logLevel = level
        self.output = output
        self.now = now
    }

    /// A logger that writes through such a handler.
    public static func logger(
        service: String, level: Logger.Level = .info, output: LogOutput = .standardError
    ) -> Logger {
        Logger(label: service) { _ in JSONLinesLogHandler(service: service, level: level, output: output) }
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        let all = merged(event)
        let time = now()
        output.line(isUrgent: event.level >= .warning) { buffer in
            LogJSON.appendRaw("{\"time\":\"", to: &buffer)
            RFC3339.append(Instant(time), .microseconds, to: &buffer)
            LogJSON.appendRaw("\",\"level\":", to: &buffer)
            LogJSON.append(event.level.rawValue, to: &buffer)
            LogJSON.appendRaw(",\"service\":", to: &buffer)
            LogJSON.append(service, to: &buffer)
            LogJSON.appendRaw(",\"message\":", to: &buffer)
            LogJSON.append("\(event.message)", to: &buffer)
            for (key, value) in all.sorted(by: { $0.key < $1.key }) {
                append(key, value, to: &buffer)
            }
            buffer.append(UInt8(ascii: "}"))
        }
    }

    // The one closest to the call wins.
    private func merged(_ event: LogEvent) -> Logger.Metadata {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { $1 } }
        if let given = event.metadata { all.merge(given) { $1 } }
        if let error = event.error, all[LogKeys.error] == nil { all[LogKeys.error] = "\(error)" }
        return all
    }

    private func append(_ key: String, _ value: Logger.Metadata.Value, to buffer: inout [UInt8]) {
        buffer.append(UInt8(ascii: ","))
        LogJSON.append(LogKeys.reserved.contains(key) ? key + "_" : key, to: &buffer)
        buffer.append(UInt8(ascii: ":"))
        append(value, isNumeric: LogKeys.numeric.contains(key), to: &buffer)
    }

    private func append(_ value: Logger.Metadata.Value, isNumeric: Bool, to buffer: inout [UInt8]) {
        switch value {
        case .string(let text): append(text, isNumeric: isNumeric, to: &buffer)
        case .stringConvertible(let convertible): append(convertible.description, isNumeric: isNumeric, to: &buffer)
        case .array(let values):
            buffer.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { buffer.append(UInt8(ascii: ",")) }
                append(value, isNumeric: false, to: &buffer)
            }
            buffer.append(UInt8(ascii: "]"))
        case .dictionary(let values):
            buffer.append(UInt8(ascii: "{"))
            for (index, (key, value)) in values.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { buffer.append(UInt8(ascii: ",")) }
                LogJSON.append(key, to: &buffer)
                buffer.append(UInt8(ascii: ":"))
                append(value, isNumeric: LogKeys.numeric.contains(key), to: &buffer)
            }
            buffer.append(UInt8(ascii: "}"))
        }
    }

    private func append(_ text: String, isNumeric: Bool, to buffer: inout [UInt8]) {
        if isNumeric && LogJSON.isInteger(text) {
            buffer.append(contentsOf: text.utf8)
        } else {
            LogJSON.append(text, to: &buffer)
        }
    }
}

/// Writes JSON by hand where speed matters: a log line is made of a few short texts, an encoder costs more than all the rest.
enum LogJSON {
    /// Appends `text` in quotes, so that no control character reaches a terminal.
    static func append(_ text: some StringProtocol, to buffer: inout [UInt8]) {
        JSONString.append(String(text), to: &buffer, escapesDelete: true)
    }

    /// Appends the text as it is.
    static func appendRaw(_ text: StaticString, to buffer: inout [UInt8]) {
        text.withUTF8Buffer { buffer.append(contentsOf: $0) }
    }

    /// True for an integer as JSON writes it: a minus sign at most, no leading zero.
    static func isInteger(_ text: some StringProtocol) -> Bool {
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        guard (1...18).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
        return digits.first != UInt8(ascii: "0") || digits.count == 1
    }
}
