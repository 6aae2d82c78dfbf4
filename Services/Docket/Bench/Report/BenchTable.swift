import DocketCommandLine
import Foundation

/// The figures as a person reads them: one a line, beside its baseline and its goal. The same cells for the terminal and for Markdown.
struct BenchTable {
    static let header = ["figure", "value", "unit", "min–max", "baseline", "ratio", "goal", "met"]
    /// Columns of numbers, which stand at the right.
    private static let numeric: Set<Int> = [1, 3, 4, 5]

    let rows: [[String]]

    init(_ figures: [Figure]) {
        rows = figures.map { figure in
            let goal = Goal.of(figure.name)
            return [
                figure.name, figure.value.short, figure.unit, figure.spread.min.short + "–" + figure.spread.max.short,
                figure.baseline?.short ?? "", figure.ratio?.short ?? "", goal?.text ?? "",
                goal.map { $0.isMet(by: figure) ? "yes" : "no" } ?? "",
            ]
        }
    }

    func text(on terminal: Terminal) -> String {
        let widths = Self.header.indices.map { column in ([Self.header] + rows).map { $0[column].count }.max() ?? 0 }
        func line(_ cells: [String]) -> String {
            let padded = cells.enumerated().map { column, cell in
                Self.numeric.contains(column) ? cell.leftPadded(to: widths[column]) : cell.padded(to: widths[column])
            }
            return padded.joined(separator: "  ").trimmingCharacters(in: .whitespaces)
        }
        let body = rows.map { cells in
            switch cells.last {
            case "yes": terminal.paint(line(cells), .green)
            case "no": terminal.paint(line(cells), .red)
            default: line(cells)
            }
        }
        return ([terminal.paint(line(Self.header), .bold)] + body).joined(separator: "\n")
    }

    var markdown: String {
        let rule = Self.header.indices.map { Self.numeric.contains($0) ? "---:" : "---" }
        let body = rows.map { cells in ["`\(cells[0])`"] + cells.dropFirst() }
        return ([Self.header, rule] + body).map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
    }
}

extension Double {
    /// No more digits than mean something: `163,202`, `9.43`, `0.171`.
    var short: String {
        guard isFinite else { return "\(self)" }
        if magnitude >= 100 || self == rounded() { return Int64(clamping: Int(rounded())).grouped }
        let digits = magnitude >= 10 ? 1 : magnitude >= 1 ? 2 : 3
        let text = String(format: "%.\(digits)f", self)
        // 0.600 says no more than 0.6.
        return String(text.reversed().drop { $0 == "0" }.drop { $0 == "." }.reversed())
    }
}
