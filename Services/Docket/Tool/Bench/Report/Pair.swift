/// Docket's figure and that of the plain program, of one run.
struct Pair: Sendable {
    var docket: Double
    var plain: Double
}
