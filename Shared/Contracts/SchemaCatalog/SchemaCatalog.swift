public import Contracts
import Decisions
public import Foundation

/// The JSON Schemas of all messages, as they are shipped with this module: `Schemas/<type>/<version>.json`.
public enum SchemaCatalog {
    /// The JSON Schema (2020-12) of a message's data.
    ///
    /// - Throws: ``ContractError/unknownVersion`` if there never was such a version of this message.
    public static func schema(of type: MessageType, version: Int) throws -> Data {
        let file = Bundle.module.url(forResource: "\(version)", withExtension: "json", subdirectory: "Schemas/\(type)")
        guard let file else { throw ContractError.unknownVersion(type.rawValue, version) }
        return try Data(contentsOf: file)
    }

    /// The folder of the schemas as it is shipped; the record of what was registered lies in it too.
    public static var folder: URL? { Bundle.module.url(forResource: "Schemas", withExtension: nil) }

    /// Where the schemas are, by their names: before `<type>/<version>.json`.
    public static let base = "https://docket.example/schemas/"

    /// The schema's name: its `$id`, and the CloudEvents attribute `dataschema` of every such message.
    public static func uri(of type: MessageType, version: Int) -> String {
        "\(base)\(type)/\(version).json"
    }
}
