import DocketClient

/// The figures of one part of `docket bench`, each with its unit and what it means. The raw value is the stable name.
protocol FigureName: RawRepresentable<String>, CaseIterable, Hashable, Sendable {
    var unit: String { get }
    /// One sentence or two, for `--help`.
    var meaning: String { get }
}

extension FigureName {
    /// All figures with their meaning, laid out for `--help`.
    static var guide: String {
        allCases.map { "  \($0.rawValue) (\($0.unit))\n\($0.meaning.wrapped(to: 72, indentation: 6))" }.joined(separator: "\n")
    }
}

/// What was measured run by run, until it becomes figures.
struct Samples<Name: FigureName> {
    private var values: [Name: [Double]] = [:]
    private var baselines: [Name: [Double]] = [:]

    mutating func add(_ name: Name, _ pair: Pair) { add(name, pair.docket, baseline: pair.plain) }

    /// - Parameter baseline: The same work of the plainest possible program, in the same run.
    mutating func add(_ name: Name, _ value: Double, baseline: Double? = nil) {
        values[name, default: []].append(value)
        if let baseline { baselines[name, default: []].append(baseline) }
    }

    /// In the order of the names; a figure that was never measured is left out.
    var figures: [Figure] {
        Name.allCases.compactMap { name in
            values[name].map { Figure(name.rawValue, unit: name.unit, runs: $0, baselines: baselines[name]) }
        }
    }
}

extension String {
    /// Broken between words into indented lines.
    func wrapped(to width: Int, indentation: Int) -> String {
        var lines: [String] = []
        for word in split(separator: " ") {
            if let last = lines.last, last.count + word.count < width {
                lines[lines.count - 1] += " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines.map { String(repeating: " ", count: indentation) + $0 }.joined(separator: "\n")
    }
}
