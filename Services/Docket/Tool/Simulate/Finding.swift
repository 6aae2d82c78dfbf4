/// Something a simulation found that must not be.
package struct Finding: Sendable, Hashable, Codable {
    /// Who found it: the name of an invariant of `docket verify`, or of one of the simulation's own checks.
    package var checker: String
    package var text: String
}
