import Contracts
import Decisions
import DocketCommandLine
import DocketInstallation
import Foundation
import Messaging

/// What came of every cell, for people and for programs.
struct CrashMatrixReport: Sendable, Codable {
    var cells: [CrashCell]
    var crashes: Int
    var orders: Int
    var violations: Int
    var medianRecoverySeconds: Double
    var worstRecoverySeconds: Double

    init(_ cells: [CrashCell]) {
        self.cells = cells
        crashes = cells.count(where: \.died)
        orders = cells.reduce(0) { $0 + $1.orders }
        violations = cells.reduce(0) { $0 + $1.violations.count }
        let recoveries = cells.compactMap(\.recoverySeconds).sorted()
        medianRecoverySeconds = recoveries.isEmpty ? 0 : recoveries[recoveries.count / 2].rounded(toPlaces: 3)
        worstRecoverySeconds = (recoveries.last ?? 0).rounded(toPlaces: 3)
    }

    var isGood: Bool { cells.allSatisfy(\.isGood) }

    static let head = "process   boundary           mode           died  recovered in  orders  violations"

    static func line(_ cell: CrashCell, on terminal: Terminal) -> String {
        let start = "\(cell.process.column)  \(cell.boundary.rawValue.padded(to: 17))  \(cell.mode.rawValue.padded(to: 13))  "
        if let reason = cell.notApplicable { return terminal.paint(start + "not applicable: \(reason)", .dim) }
        let recovery = cell.recoverySeconds.map { Duration.seconds($0).asSeconds } ?? "never"
        let line =
            start + (cell.died ? "yes" : "no").padded(to: 6) + recovery.leftPadded(to: 12)
            + "\(cell.orders)".leftPadded(to: 8) + "\(cell.violations.count)".leftPadded(to: 12)
        return terminal.paint(line, cell.isGood ? .green : .red)
            + cell.violations.prefix(5).map { "\n          \($0)" }.joined()
    }

    /// The sentence under the table.
    var summary: String {
        """
        \(crashes) crashes, \(orders.grouped) orders, recovered in \(Duration.seconds(medianRecoverySeconds).asSeconds) (median), \
        \(Duration.seconds(worstRecoverySeconds).asSeconds) (worst), \(violations) violations
        """
    }
}
