import CompactJSON
import Hummingbird
import JSONSchema
import SchemaRegistry
package import ServiceKit

/// The registry over HTTP, as clients of Confluent's Schema Registry expect it.
package struct RegistryRoutes: Sendable {
    private let store: RegistryStore

    package init(store: RegistryStore) {
        self.store = store
    }

    package func add(to router: ServiceRouter) {
        router.add(middleware: ConfluentErrors())
        router.get("/") { _, _ in Confluent.answer([:]) }
        SubjectRoutes(store: store).add(to: router)
        addSchemas(to: router)
        addCompatibility(to: router)
        addLevels(to: router)
        addModes(to: router)
    }

    private func addSchemas(to router: ServiceRouter) {
        router.get("schemas/types") { _, _ in Confluent.answer(["JSON"]) }
        router.get("schemas/ids/{id}") { _, context in
            let schema = try store.current.schema(context.id())
            return Confluent.answer(["schemaType": "JSON", "schema": .string(schema.canonicalText)])
        }
        router.get("schemas/ids/{id}/schema") { _, context in Confluent.answer(try store.current.schema(context.id())) }
        router.get("schemas/ids/{id}/subjects") { request, context in
            let uses = try store.current.uses(of: context.id(), includingDeleted: request.flag("deleted"))
            return Confluent.answer(.array(Set(uses.map(\.subject)).sorted().map(JSONValue.string)))
        }
        router.get("schemas/ids/{id}/versions") { request, context in
            let uses = try store.current.uses(of: context.id(), includingDeleted: request.flag("deleted"))
            return Confluent.answer(
                .array(uses.map { ["subject": .string($0.subject), "version": .integer($0.version)] }))
        }
    }

    private func addCompatibility(to router: ServiceRouter) {
        router.post("compatibility/subjects/{subject}/versions") { request, context in
            try await check(request, context) { registry, schema, name in try registry.breaches(of: schema, under: name) }
        }
        router.post("compatibility/subjects/{subject}/versions/{version}") { request, context in
            let number = try context.version()
            return try await check(request, context) { registry, schema, name in
                // The first version of a subject has nothing to be compatible with.
                if number == nil, !registry.names().contains(name) { return try registry.breaches(of: schema, under: name) }
                let found = try registry.version(number, of: name)
                return try registry.breaches(of: schema, under: name, against: found.number)
            }
        }
    }

    private func check(
        _ request: Request, _ context: ServiceRequestContext,
        breaches: (SchemaRegistry, JSONValue, String) throws -> [Breach]
    ) async throws -> Response {
        let (name, schema) = (try context.subject(), try await request.schema())
        let found = try breaches(store.current, schema, name)
        var answer: [String: JSONValue] = ["is_compatible": .bool(found.isEmpty)]
        if try request.flag("verbose") { answer["messages"] = .array(found.map { .string($0.description) }) }
        return Confluent.answer(.object(answer))
    }

    private func addLevels(to router: ServiceRouter) {
        router.get("config") { _, _ in Confluent.answer(["compatibilityLevel": .string(store.current.level.rawValue)]) }
        router.put("config") { request, _ in
            let level = try await request.level()
            try store.change { $0.level = level }
            return Confluent.answer(["compatibility": .string(level.rawValue)])
        }
        router.delete("config") { _, _ in
            try store.change { $0.level = .backward }
            return Confluent.answer(["compatibility": .string(CompatibilityLevel.backward.rawValue)])
        }
        router.get("config/{subject}") { request, context in
            let (name, registry) = (try context.subject(), store.current)
            let fallback = try request.flag("defaultToGlobal") ? registry.level : nil
            let level = registry.ownLevel(of: name) ?? fallback
            guard let level else { throw Self.noOwnLevel(name) }
            return Confluent.answer(["compatibilityLevel": .string(level.rawValue)])
        }
        router.put("config/{subject}") { request, context in
            let (name, level) = (try context.subject(), try await request.level())
            try store.change { $0.setLevel(level, of: name) }
            return Confluent.answer(["compatibility": .string(level.rawValue)])
        }
        router.delete("config/{subject}") { _, context in
            let name = try context.subject()
            let old = try store.change { registry throws -> CompatibilityLevel in
                guard let level = registry.ownLevel(of: name) else { throw Self.noOwnLevel(name) }
                registry.setLevel(nil, of: name)
                return level
            }
            return Confluent.answer(["compatibility": .string(old.rawValue)])
        }
    }

    private static func noOwnLevel(_ name: String) -> ConfluentError {
        ConfluentError(40408, "Subject '\(name)' does not have subject-level compatibility configured")
    }

    /// One mode: everybody reads and writes.
    private func addModes(to router: ServiceRouter) {
        router.get("mode") { _, _ in Confluent.answer(["mode": "READWRITE"]) }
        router.put("mode") { request, _ in
            let body = try await request.jsonValue(sentAs: Confluent.acceptedTypes)
            guard body["mode"]?.text?.uppercased() == "READWRITE" else {
                throw ConfluentError(42204, "Invalid mode. Valid values are READWRITE")
            }
            return Confluent.answer(["mode": "READWRITE"])
        }
        router.get("mode/{subject}") { request, context in
            guard try request.flag("defaultToGlobal") else {
                throw ConfluentError(
                    40409, "Subject '\(try context.subject())' does not have subject-level mode configured")
            }
            return Confluent.answer(["mode": "READWRITE"])
        }
    }
}
