import ArgumentParser
import DocketCommandLine
import JSONSchema
import SchemaRegistry

/// `docket schema diff`.
struct SchemaDiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "What changed between two versions of a message, and who can live with it.")

    @Argument(help: .init("Message, such as OrderPaid.", valueName: "subject"))
    var subject: String
    @Argument(help: .init("The older version.", valueName: "from"))
    var from: Int
    @Argument(help: .init("The newer version. (default: the latest file)", valueName: "to"))
    var to: Int?
    @OptionGroup var folder: SchemaFolderOption
    @OptionGroup var json: JSONOption

    private struct Line: Encodable {
        var kind: String
        var path: String
        /// New readers can read old messages.
        var backward: Bool
        /// Old readers can read new messages.
        var forward: Bool
    }

    func run() async throws {
        let folder = try folder.find()
        let files = try folder.schemas()[subject] ?? [:]
        guard let to = to ?? files.keys.max(), let older = files[from], let newer = files[to] else {
            throw ToolFailure(.usage, "\(subject) has no such versions; there are \(files.keys.sorted())")
        }
        let models = try folder.registry().models
        let back = try models.differences(from: older, to: newer)
        let forth = try models.differences(from: newer, to: older)
        let paths = Set((back + forth).map(\.path)).sorted()
        let lines = paths.map { path in
            let shown = back.first { $0.path == path } ?? forth.first { $0.path == path }
            return Line(
                kind: shown?.kind.rawValue ?? "", path: path,
                backward: back.allSatisfy { $0.path != path || $0.isCompatible },
                forward: forth.allSatisfy { $0.path != path || $0.isCompatible })
        }
        if json.isOn { return try printJSON(["differences": lines]) }
        if lines.isEmpty { return Terminal.standardOutput.write("no difference in meaning") }
        for line in lines {
            let verdict =
                switch (line.backward, line.forward) {
                case (true, true): "FULL"
                case (true, false): "BACKWARD only"
                case (false, true): "FORWARD only"
                case (false, false): "breaks both ways"
                }
            Terminal.standardOutput.write("\(verdict.padded(to: 18))\(line.kind)  \(line.path)")
        }
    }
}
