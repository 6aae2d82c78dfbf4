/// One damage, and what came of it.
struct DamageTrial: Sendable {
    /// How the services of the damaged directory had ended.
    var site: String
    var damage: Damage
    /// The tables say something else than before, or cannot be read to the end.
    var changedMeaning = false
    /// What the service answered otherwise than before.
    var served: [String] = []
    /// `docket verify` says that messages are still to be handled: what was lost is done again, with other times.
    var isRedone = false
    /// `docket verify` says that all is well, and all is done.
    var isClean = false
    /// The programs that were ended by a signal.
    var ends: [String] = []

    var isUnseen: Bool { changedMeaning && isClean }

    var what: String {
        switch damage.kind {
        case .flip: "\(site) \(damage.file), bits"
        case .cell: "\(site) \(damage.file), cells"
        }
    }

    var findings: [String] {
        served.map { "\(damage.description): served at \($0)" }
            + (isUnseen ? ["\(damage.description): verify does not see it"] : [])
            + ends.map { "\(damage.description): \($0)" }
    }
}
