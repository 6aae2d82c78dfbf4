import Contracts
import Decisions
import DocketInstallation
import Messaging

/// One process that dies at one boundary of its step, with orders of one mode under way.
struct CrashCell: Sendable, Codable, Hashable {
    var process: ServiceName
    var boundary: StepBoundary
    var mode: CoordinationMode
    /// Why nothing can be tried here; `nil` where it was tried.
    var notApplicable: String?
    /// It did die there, by its own SIGKILL.
    var died = false
    /// From its death to its successor being ready.
    var recoverySeconds: Double?
    /// Orders that were created and paid meanwhile.
    var orders = 0
    /// What `docket verify` found when all was done, and orders without an end.
    var violations: [String] = []

    init(_ process: ServiceName, _ boundary: StepBoundary, _ mode: CoordinationMode) {
        self.process = process
        self.boundary = boundary
        self.mode = mode
        if process == .dispatch, mode == .choreography, boundary != .beforeAcknowledge {
            notApplicable = "takes no message"
        }
    }

    /// It was tried and all is well, or it cannot be tried.
    var isGood: Bool { notApplicable != nil || (died && recoverySeconds != nil && violations.isEmpty) }

    /// Every process at every boundary in this mode.
    static func all(in mode: CoordinationMode) -> [CrashCell] {
        ServiceName.allCases.flatMap { process in StepBoundary.allCases.map { CrashCell(process, $0, mode) } }
    }
}

extension StepBoundary: Codable {}
