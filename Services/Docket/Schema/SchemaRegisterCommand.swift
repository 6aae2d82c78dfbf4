public import ArgumentParser
import CompactJSON
import DocketCommandLine
package import JSONSchema
import SchemaRegistry

/// `docket schema register`.
struct SchemaRegisterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "register",
        abstract: "Write new versions into the record, if their level allows them.",
        discussion: """
            The record, registry.json, is committed with the schemas: the diff shows what is
            promised from now on. Nothing is written if anything stands against it.
            """)

    @Argument(help: .init("Messages. (default: all)", valueName: "subject"))
    var subjects: [String] = []
    @Option(
        help: .init(
            "Level of these messages from now on: NONE, BACKWARD, FORWARD, FULL, or with _TRANSITIVE.", valueName: "level"))
    var level: CompatibilityLevel?
    @OptionGroup var folder: SchemaFolderOption
    @OptionGroup var json: JSONOption

    private struct Registered: Encodable {
        var subject: String
        var version: Int
        var id: Int
    }

    func validate() throws {
        if level != nil, subjects.isEmpty { throw ValidationError("--level is set for the messages that you name") }
    }

    func run() async throws {
        let folder = try folder.find()
        let tree = try folder.schemas()
        var registry = try folder.registry()
        let names = subjects.isEmpty ? tree.keys.sorted() : subjects
        if let unknown = names.first(where: { tree[$0] == nil }) { throw ToolFailure(.usage, "there is no schema of \(unknown)") }
        if let level { for name in names { registry.setLevel(level, of: name) } }
        let review = SchemaReview(tree.filter { names.contains($0.key) }, against: registry.limited(to: names))
        if let stopped = review.breaks.first(where: { $0.kind != .unregistered }) {
            throw ToolFailure(.failed, "nothing was registered\n\(stopped.text)")
        }
        var registered: [Registered] = []
        for finding in review.findings {
            guard let schema = tree[finding.subject]?[finding.version] else { continue }
            if finding.kind == .reworded { try registry.reword(finding.version, of: finding.subject, as: schema) }
            let version = try registry.register(schema, under: finding.subject)
            registered.append(Registered(subject: finding.subject, version: version.number, id: version.id))
        }
        try folder.save(registry)
        if json.isOn { return try printJSON(["registered": registered]) }
        for line in registered { Terminal.standardOutput.write("\(line.subject) version \(line.version) has id \(line.id)") }
        if registered.isEmpty { Terminal.standardOutput.write("nothing is new") }
    }
}

extension CompatibilityLevel: ExpressibleByArgument {
    package init?(argument: String) { self.init(rawValue: argument.uppercased()) }
}
