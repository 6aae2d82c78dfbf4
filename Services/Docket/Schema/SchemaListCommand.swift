import ArgumentParser
import CompactJSON
import DocketCommandLine
import Foundation
import JSONSchema
import SchemaRegistry

/// `docket schema list`.
struct SchemaListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Every message, its versions, level and readers.")

    @OptionGroup var folder: SchemaFolderOption
    @OptionGroup var json: JSONOption

    private struct Line: Encodable {
        var subject: String
        var level: String
        var versions: [Int]
        var ids: [Int]
        var consumers: [String]
    }

    func run() async throws {
        let registry = try folder.find().registry()
        let lines = try registry.names().map { name in
            let versions = try registry.versions(of: name)
            return Line(
                subject: name, level: registry.effectiveLevel(of: name).rawValue, versions: versions.map(\.number),
                ids: versions.map(\.id), consumers: SchemaChange.consumers(of: name))
        }
        if json.isOn { return try printJSON(["versions": lines]) }
        for line in lines {
            let versions = line.versions.map(String.init).joined(separator: ",")
            Terminal.standardOutput.write(
                "\(line.subject.padded(to: 24))\(versions.padded(to: 8))\(line.level.padded(to: 21))"
                    + line.consumers.joined(separator: ", "))
        }
    }
}

/// `docket schema show`.
struct SchemaShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "The schema of one message as it was registered.")

    @Argument(help: .init("Message, such as OrderPaid.", valueName: "subject"))
    var subject: String
    @Argument(help: .init("Version. (default: the latest)", valueName: "version"))
    var version: Int?
    @OptionGroup var folder: SchemaFolderOption
    @OptionGroup var json: JSONOption

    private struct Shown: Encodable {
        var subject: String
        var version: Int
        var id: Int
        var fingerprint: String
        var schema: JSONValue
    }

    func run() async throws {
        let registry = try folder.find().registry()
        do {
            let found = try registry.version(version, of: subject)
            let schema = try registry.schema(found.id)
            let shown = Shown(
                subject: subject, version: found.number, id: found.id, fingerprint: RegistryRecord.fingerprint(of: schema),
                schema: schema)
            if json.isOn { return try printJSON(shown) }
            Terminal.standardOutput.write("\(subject) version \(found.number), id \(found.id), \(shown.fingerprint)")
            try printJSON(schema)
        } catch let error as RegistryError {
            throw ToolFailure(.usage, "\(error) docket schema list shows what there is.")
        }
    }
}
