import DocketCommandLine
import DocketInstallation
import Foundation

/// Whether the end of a soak is like its beginning.
///
/// The first quarter is left to caches that fill. Then the second quarter is compared with the last.
struct SoakReport: Sendable, Codable {
    struct Check: Sendable, Codable {
        var name: String
        /// Mean of the second quarter, and of the last.
        var before: Double
        var after: Double
        var unit: String
        var isGood: Bool
    }

    var samples: [SoakSample]
    var checks: [Check]

    /// Fewer say nothing.
    private static let least = 8

    init(_ samples: [SoakSample]) {
        self.samples = samples
        guard samples.count >= Self.least else {
            checks = []
            return
        }
        let quarter = samples.count / 4
        let (early, late) = (samples[quarter..<(2 * quarter)], samples[(samples.count - quarter)...])
        func check(_ name: String, _ unit: String, factor: Double, plus slack: Double, _ value: (SoakSample) -> Double) -> Check {
            let before = early.map(value).reduce(0, +) / Double(quarter)
            let after = late.map(value).reduce(0, +) / Double(quarter)
            return Check(
                name: name, before: before.rounded(toPlaces: 2), after: after.rounded(toPlaces: 2), unit: unit,
                isGood: after <= before * factor + slack)
        }
        let megabyte = 1_048_576.0
        var checks: [Check] = []
        for service in ServiceName.allCases.map(\.rawValue) {
            checks.append(
                check("memory of \(service)", "MB", factor: 1.1, plus: 3) { Double($0.memory[service] ?? 0) / megabyte })
            checks.append(check("descriptors of \(service)", "", factor: 1, plus: 10) { Double($0.descriptors[service] ?? 0) })
        }
        checks.append(check("bus.db", "MB", factor: 1.1, plus: 1) { Double($0.files["bus.db"] ?? 0) / megabyte })
        checks.append(
            check("write-ahead logs", "MB", factor: 1.25, plus: 10) { sample in
                Double(sample.files.filter { $0.key.hasSuffix("-wal") }.values.reduce(0, +)) / megabyte
            })
        checks.append(check("inbox rows", "", factor: 1.25, plus: 1000) { Double($0.inboxRows) })
        checks.append(check("due to paid, p50", "ms", factor: 1.5, plus: 3, \.payP50))
        checks.append(check("due to paid, p99", "ms", factor: 2, plus: 50, \.payP99))
        checks.append(check("paid to ready, p50", "ms", factor: 1.5, plus: 5, \.readyP50))
        checks.append(check("paid to ready, p99", "ms", factor: 2, plus: 75, \.readyP99))
        self.checks = checks
    }

    /// False also if it was too short to say anything.
    var isGood: Bool { !checks.isEmpty && checks.allSatisfy(\.isGood) }

    /// Bytes by which the services' own files grow with each order: orders are kept, whatever becomes of their messages.
    var bytesPerOrder: Double? {
        guard let first = samples.first, let last = samples.last, last.ordersPaid > first.ordersPaid else { return nil }
        func own(_ sample: SoakSample) -> Int64 {
            ServiceName.allCases.reduce(0) { $0 + sample.files["\($1.rawValue).db", default: 0] }
        }
        return Double(own(last) - own(first)) / Double(last.ordersPaid - first.ordersPaid)
    }

    static func line(_ sample: SoakSample) -> String {
        let memory = ServiceName.allCases.map { "\((sample.memory[$0.rawValue] ?? 0) >> 20)" }.joined(separator: "+")
        let descriptors = sample.descriptors.values.reduce(0, +)
        let wal = sample.files.filter { $0.key.hasSuffix("-wal") }.values.reduce(0, +)
        return """
            \(Int(sample.seconds)) s: \(sample.ordersPaid.grouped) orders, \(memory) MB, \(descriptors) descriptors, \
            bus.db \((sample.files["bus.db"] ?? 0) >> 20) MB, WALs \(wal >> 20) MB, inbox \(sample.inboxRows.grouped) rows, \
            paid p50 \(sample.payP50) p99 \(sample.payP99) ms, ready p50 \(sample.readyP50) p99 \(sample.readyP99) ms
            """
    }

    func lines(on terminal: Terminal) -> [String] {
        guard !checks.isEmpty else { return [terminal.paint("  too short to compare its end with its beginning", .red)] }
        let growth = bytesPerOrder.map { ["  the services' own files grow by \(Int($0).grouped) bytes an order"] } ?? []
        return checks.map { check in
            let line =
                "  " + check.name.padded(to: 26) + String(format: "%10.2f", check.before) + " → "
                + String(format: "%10.2f", check.after) + " \(check.unit)"
            return terminal.paint(line, check.isGood ? .green : .red) + (check.isGood ? "" : "  not as before")
        } + growth
    }
}
