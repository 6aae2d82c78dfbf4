package import CompactJSON
import Contracts
import ContractSchemas
package import DocketCommandLine
package import Foundation
import JSONSchema
package import SchemaRegistry

/// The schemas of a working tree, `<type>/<version>.json`, and `registry.json` beside them: what of them was registered.
package struct SchemaFolder: Sendable {
    package let path: URL

    package init(_ path: URL) {
        self.path = path
    }

    /// The folder that was named, else that of a working tree around here, else the one shipped with the program.
    static func find(_ named: String?) throws(ToolFailure) -> SchemaFolder {
        let inTree = URL(filePath: "Shared/Contracts/Schemas")
        let candidates = named.map { [URL(filePath: $0)] } ?? [inTree] + [SchemaCatalog.folder].compactMap(\.self)
        guard let found = candidates.first(where: { FileManager.default.fileExists(atPath: $0.path) }) else {
            throw ToolFailure(.usage, "there is no folder \(named ?? inTree.path); name one with --schemas")
        }
        return SchemaFolder(found)
    }

    private var record: URL { path.appending(path: "registry.json") }

    /// What was registered; an empty registry if there is no record yet.
    package func registry() throws(ToolFailure) -> SchemaRegistry {
        guard FileManager.default.fileExists(atPath: record.path) else {
            return SchemaRegistry(level: .fullTransitive, models: .exactWritersTolerantReaders)
        }
        do {
            return try RegistryRecord.read(Data(contentsOf: record))
        } catch {
            throw ToolFailure(.failed, "\(record.path): \(error); take it back from version control")
        }
    }

    func save(_ registry: SchemaRegistry) throws(ToolFailure) {
        do {
            try RegistryRecord.write(registry).write(to: record, options: .atomic)
        } catch {
            throw ToolFailure(.failed, "\(record.path) cannot be written: \(error.localizedDescription)")
        }
    }

    /// The schemas as they stand in the tree, by message type and version.
    package func schemas() throws(ToolFailure) -> [String: [Int: JSONValue]] {
        var found: [String: [Int: JSONValue]] = [:]
        for type in try names(in: path) where !type.contains(".") {
            for file in try names(in: path.appending(path: type)) where file.hasSuffix(".json") {
                guard let number = Int(file.dropLast(5)), number > 0 else {
                    throw ToolFailure(.failed, "\(type)/\(file): a schema's file is named by its version, such as 2.json")
                }
                do {
                    found[type, default: [:]][number] = try JSONValue(
                        parsing: Data(contentsOf: path.appending(path: type).appending(path: file)))
                } catch {
                    throw ToolFailure(.failed, "\(type)/\(file): \(error)")
                }
            }
        }
        return found
    }

    private func names(in folder: URL) throws(ToolFailure) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { !$0.hasPrefix(".") }.sorted()
        } catch {
            throw ToolFailure(.failed, "\(folder.path) cannot be read: \(error.localizedDescription)")
        }
    }
}
