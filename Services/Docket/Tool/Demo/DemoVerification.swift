/// The check of the invariants that follows each play.
let demoVerification: Verification = { _ in [] }
