import ArgumentParser
import Foundation

/// `--by` and `--why`, taken by everything that is done by hand: both stand on record beside what was done.
struct SignatureOptions: ParsableArguments {
    @Option(help: .init("Who does it. (default: the user who is logged in)", valueName: "name"))
    var by: String?

    @Option(help: .init("Why: stays on record beside what was done.", valueName: "reason"))
    var why: String

    var body: SignedBody {
        let user = NSUserName()
        return SignedBody(by: by ?? (user.isEmpty ? "unknown" : user), why: why)
    }
}
