import Foundation
import Fulfilment
import Testing

/// Which module of Docket may import which: arrows point down only.
///
/// The manifest says the same and the build holds it; here it stands on one page, and a change to it is a decision.
@Suite struct ArrowTests {
    /// Every service that there is, by its folder: the one with a domain in it.
    static let services: [String] = {
        let folders = Repository.root.appending(path: "Services")
        // Without the folder there is no service, which the test of their count notices.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folders.path)) ?? []
        return names.filter { FileManager.default.fileExists(atPath: folders.appending(path: "\($0)/Domain").path) }.sorted()
    }()

    /// Domains that use Foundation, and what for.
    private static let withFoundation = ["Orders": "the time of an order's creation is a Date"]

    static let arrows: [(folder: String, mayImport: Set<String>)] = {
        var arrows: [(String, Set<String>)] = [
            ("Shared/Contracts", []),
            ("Shared/JSONSchema", []),
            ("Shared/SchemaRegistry", ["JSONSchema"]),
            ("Shared/Decisions", ["Contracts"]),
            ("Shared/EventBus", []),
            ("Shared/SQLiteEventBus", ["DurableSQLite", "EventBus"]),
            ("Shared/DurableSQLite", []),
            ("Shared/EventSourcing", ["DurableSQLite"]),
            ("Shared/MessageProcessing", ["Contracts", "Decisions", "DurableSQLite", "EventBus"]),
            ("Shared/Simulation", ["Contracts", "Decisions", "EventBus", "MessageProcessing"]),
            (
                "Shared/ServiceRuntime",
                ["Contracts", "Decisions", "EventBus", "SQLiteEventBus", "MessageProcessing", "JSONSchema"]
            ),
        ]
        for service in services {
            let library = "\(service)Service"
            arrows.append(("Services/\(service)/Domain", ["Contracts", "Decisions"]))
            arrows.append(
                (
                    "Services/\(service)/Service",
                    [
                        "\(service)Domain", "Contracts", "Decisions", "DurableSQLite", "EventBus", "EventSourcing",
                        "MessageProcessing", "ServiceRuntime",
                    ]
                ))
            arrows.append(("Services/\(service)/Executable", [library, "ServiceRuntime"]))
        }
        arrows.append(
            (
                "Services/Docket/Tool",
                Set(services.map { "\($0)Domain" }).union([
                    "Contracts", "Decisions", "EventBus", "SQLiteEventBus", "MessageProcessing", "ServiceRuntime",
                    // Only for `docket schema`.
                    "JSONSchema", "SchemaRegistry",
                    // Only for `docket bench store`, which measures the event store of Orders.
                    "EventSourcing",
                    // Only for `docket simulate`, which runs the services themselves.
                    "Simulation", "Fulfilment",
                ]).union(services.map { "\($0)Service" })
            ))
        arrows.append(("Services/Fulfilment", Set(services.map { "\($0)Service" }).union(["ServiceRuntime"])))
        arrows.append(("Services/Docket/Executable", ["DocketTool"]))
        return arrows
    }()

    static let modules: Set<String> = arrows.reduce(into: []) { $0.formUnion($1.mayImport) }

    @Test(arguments: arrows.map(\.folder))
    func `a module imports only what lies below it`(folder: String) throws {
        let allowed = try #require(Self.arrows.first { $0.folder == folder }).mayImport
        for file in try Repository.swiftFiles(under: folder) {
            let wrong = file.imports.intersection(Self.modules).subtracting(allowed)
            #expect(wrong.isEmpty, "\(file) imports \(wrong.sorted())")
        }
    }

    @Test func `a domain reaches no clock, store or network`() throws {
        for service in Self.services {
            let allowed: Set = ["Contracts", "Decisions"]
            for file in try Repository.swiftFiles(under: "Services/\(service)/Domain") {
                let imports = Self.withFoundation[service] == nil ? file.imports : file.imports.subtracting(["Foundation"])
                #expect(imports.isSubset(of: allowed), "\(file) imports \(file.imports)")
                for forbidden in ["Date()", "Date.now", "UUID()", ".random(", "FileManager", "URLSession", "ProcessInfo"] {
                    #expect(!file.lines.contains { $0.contains(forbidden) }, "\(file) uses \(forbidden)")
                }
            }
        }
    }

    @Test func `every service has the same files`() throws {
        #expect(Self.services.count == fulfilmentServices.count)
        let names = try Self.services.map { service in
            Set(try Repository.swiftFiles(under: "Services/\(service)").map { String($0.path.split(separator: "/").last ?? "") })
        }
        for name in [
            "State.swift", "Decisions.swift", "Policy.swift", "Handler.swift", "Tables.swift", "Routes.swift", "Build.swift",
            "Descriptor.swift", "Rebuilding.swift", "Main.swift",
        ] {
            #expect(names.allSatisfy { $0.contains(name) }, "\(name) is not in every service")
        }
    }
}
