/// The check of the invariants that follows each play.
let demoVerification: Verification = { installation in
    try Verifier.verify(dataDirectory: installation.path).violations.map(\.finding)
}
