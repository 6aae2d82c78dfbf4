import CompactJSON
import Hummingbird
import SchemaRegistry
import ServiceKit

/// `/subjects`: names, versions, registering, looking up, deleting.
struct SubjectRoutes: Sendable {
    let store: RegistryStore

    func add(to router: ServiceRouter) {
        router.get("subjects") { request, _ in
            let prefix = try request.query("subjectPrefix") ?? ""
            let names = store.current.names(includingDeleted: try request.flag("deleted")).filter { $0.hasPrefix(prefix) }
            return Confluent.answer(.array(names.map(JSONValue.string)))
        }
        router.post("subjects/{subject}", use: lookup)
        router.delete("subjects/{subject}") { request, context in
            let (name, permanently) = (try context.subject(), try request.flag("permanent"))
            return Confluent.answer(.numbers(try store.change { try $0.deleteSubject(name, permanently: permanently) }))
        }
        router.get("subjects/{subject}/versions") { request, context in
            let versions = try store.current.versions(of: context.subject(), includingDeleted: request.flag("deleted"))
            return Confluent.answer(.numbers(versions.map(\.number)))
        }
        router.post("subjects/{subject}/versions", use: register)
        router.get("subjects/{subject}/versions/{version}") { request, context in
            let (name, registry) = (try context.subject(), store.current)
            let version = try registry.version(context.version(), of: name, includingDeleted: request.flag("deleted"))
            return Confluent.answer(try registry.described(version, of: name))
        }
        router.get("subjects/{subject}/versions/{version}/schema") { request, context in
            let registry = store.current
            let version = try registry.version(
                context.version(), of: context.subject(), includingDeleted: request.flag("deleted"))
            return Confluent.answer(try registry.schema(version.id))
        }
        router.get("subjects/{subject}/versions/{version}/referencedby") { _, context in
            _ = try store.current.version(context.version(), of: context.subject())
            return Confluent.answer([])
        }
        router.delete("subjects/{subject}/versions/{version}") { request, context in
            let (name, number, permanently) = (try context.subject(), try context.version(), try request.flag("permanent"))
            return Confluent.answer(
                .integer(try store.change { try $0.deleteVersion(number, of: name, permanently: permanently) }))
        }
    }

    @Sendable private func lookup(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
        let (name, schema, registry) = (try context.subject(), try await request.schema(), store.current)
        let version = try registry.lookup(schema, under: name, includingDeleted: request.flag("deleted"))
        return Confluent.answer(try registry.described(version, of: name))
    }

    @Sendable private func register(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
        let (name, schema) = (try context.subject(), try await request.schema())
        let version = try store.change { try $0.register(schema, under: name) }
        return Confluent.answer(["id": .integer(version.id)])
    }
}

extension SchemaRegistry {
    /// Subject, version, id and the schema as a text.
    fileprivate func described(_ version: Version, of name: String) throws(RegistryError) -> JSONValue {
        [
            "subject": .string(name), "version": .integer(version.number), "id": .integer(version.id), "schemaType": "JSON",
            "schema": .string(try schema(version.id).canonicalText),
        ]
    }
}

extension JSONValue {
    static func numbers(_ numbers: [Int]) -> JSONValue { .array(numbers.map(JSONValue.integer)) }
}
