import ArgumentParser
import CompactJSON
import Contracts
import Decisions
import DocketClient
import DocketCommandLine
import DocketInstallation
import Foundation
import ServiceKit

/// `docket dead-letters edit`.
struct EditDeadLetterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Send a corrected copy of a dead letter.",
        discussion: """
            The copy is handled in the place of the original, at each service that has the
            letter; the log keeps the original, the record both. A copy that cannot be read
            either, or that is about another order, is refused.

            Examples:
              docket dead-letters edit 12 --set orderId=1 --set items[0].quantity=2 --why …
              docket dead-letters edit 12 --data corrected.json --why "…"
              docket dead-letters edit 12 --data - --why "…" < corrected.json
            """)

    @Argument(help: .init("Position of the message in the log.", valueName: "position"))
    var position: Int64

    @Option(name: .customLong("set"), help: .init("A member of the data and its new value, in JSON.", valueName: "path=value"))
    var changes: [String] = []

    @Option(help: .init("The whole data, in JSON; - reads it from standard input.", valueName: "file"))
    var data: String?

    @Option(help: .init("The version of the schema that the data follows, if it was said wrongly.", valueName: "version"))
    var schemaVersion: Int?

    @Option(help: .init("choreography or orchestration, if it was said wrongly.", valueName: "mode"))
    var mode: CoordinationMode?

    @OptionGroup var service: ServiceOption
    @OptionGroup var signature: SignatureOptions
    @OptionGroup var location: InstallationOption
    @OptionGroup var json: JSONOption

    func validate() throws {
        guard data != nil || !changes.isEmpty || schemaVersion != nil || mode != nil else {
            throw ValidationError("say what to change: --set, --data, --schema-version or --mode")
        }
    }

    func run() async throws {
        let whole = try data.map(read)
        let changes = try changes.map(MemberChange.init)
        let client = DeadLetterClient(location.installation, service: service.name)
        for one in try await client.find(position) where whole == nil && one.letter.message.data == nil {
            throw ToolFailure(.usage, "the data at \(one.service) is no JSON; give all of it with --data")
        }
        let changed = try await client.change(position) { client, letter throws(APIError) in
            let corrected = changes.reduce(whole ?? letter.message.data ?? .null) { $1.applied(to: $0) }
            return try await client.editDeadLetter(
                position, data: corrected, schemaVersion: schemaVersion, mode: mode, signature.body)
        }
        try DeadLetterText.report(changed, json: json.isOn)
    }

    private func read(_ path: String) throws -> JSONValue {
        do {
            let bytes =
                path == "-"
                ? try FileHandle.standardInput.readToEnd() ?? Data() : try Data(contentsOf: URL(filePath: path))
            return try MessageCoding.decode(JSONValue.self, from: bytes)
        } catch {
            throw ToolFailure(.usage, "the data in \(path == "-" ? "standard input" : path) cannot be read: \(error)")
        }
    }
}
