import Foundation
import Fulfilment
import Testing

/// Which module of Docket may import which: arrows point down only.
///
/// The manifest says the same and the build enforces it; here it is on one page, and a change to it is a decision.
@Suite struct ArrowTests {
    /// Every service that there is, by its folder: the one with a domain in it.
    static let services: [String] = {
        let folders = Repository.root.appending(path: "Services")
        // Without the folder there is no service, which the test of their count notices.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folders.path)) ?? []
        return names.filter { FileManager.default.fileExists(atPath: folders.appending(path: "\($0)/Domain").path) }.sorted()
    }()

    /// The parts of the tool, lowest first, each with what it sees beyond what all of them do.
    static let parts: [(folder: String, mayImport: Set<String>)] = [
        ("CommandLine", []),
        ("Installation", []),
        ("Client", ["DocketInstallation", "EventSourcing"]),
        ("Supervisor", ["DocketInstallation", "DocketClient"]),
        ("Rebuild", ["DocketInstallation"]),
        ("Verify", ["DocketInstallation", "DocketRebuild"]),
        ("Backup", ["DocketInstallation", "DocketVerify"]),
        ("Operations", ["DocketInstallation", "DocketClient", "DocketRebuild", "EventSourcing"]),
        ("Load", ["DocketInstallation", "DocketClient", "DeterministicSimulation"]),
        ("Compare", ["DocketInstallation", "DocketClient", "DocketSupervisor", "DocketVerify", "DocketLoad"]),
        (
            "Bench",
            [
                "DocketInstallation", "DocketClient", "DocketSupervisor", "DocketLoad", "DocketCompare", "DocketConsole",
                "DeterministicSimulation",
            ]
        ),
        ("Simulate", ["DocketInstallation", "DocketVerify", "DocketOperations", "DeterministicSimulation"]),
        ("Demo", ["DocketInstallation", "DocketClient", "DocketSupervisor", "DocketVerify", "DocketOperations"]),
        (
            "Chaos",
            ["DocketInstallation", "DocketClient", "DocketSupervisor", "DocketLoad", "DocketCompare", "DeterministicSimulation"]
        ),
        ("Console", ["DocketInstallation", "DocketClient", "DocketOperations", "EventSourcing"]),
        ("Up", ["DocketInstallation", "DocketClient", "DocketSupervisor", "DocketConsole"]),
        ("Schema", ["JSONSchema", "SchemaRegistry"]),
        (
            "Tool",
            [
                "DocketClient", "DocketSupervisor", "DocketRebuild", "DocketVerify", "DocketBackup", "DocketOperations",
                "DocketLoad",
                "DocketCompare", "DocketBench", "DocketSimulate", "DocketDemo", "DocketChaos", "DocketConsole",
                "DocketSchema", "DocketUp",
            ]
        ),
    ]

    static let arrows: [(folder: String, mayImport: Set<String>)] = {
        let decisions: Set = ["Contracts", "Decisions", "Instants"]
        let messaging: Set = ["CompactJSON", "Decisions", "EventBus", "Instants", "Messaging"]
        let service = messaging.union(["Contracts", "DurableSQLite", "EventSourcing", "ServiceKit", "Verification"])
        var arrows: [(String, Set<String>)] = [
            ("Shared/Instants", []),
            ("Shared/CompactJSON", ["Instants"]),
            ("Shared/JSONSchema", ["CompactJSON"]),
            ("Shared/SchemaRegistry", ["CompactJSON", "JSONSchema"]),
            ("Shared/Decisions", []),
            ("Shared/Contracts", decisions),
            ("Shared/EventBus", ["CompactJSON", "Instants"]),
            ("Shared/SQLiteEventBus", ["DurableSQLite", "EventBus", "Instants"]),
            ("Shared/DurableSQLite", []),
            ("Shared/EventSourcing", ["DurableSQLite", "Instants"]),
            ("Shared/Messaging", messaging.union(["DurableSQLite"])),
            ("Shared/DeterministicSimulation", messaging.union(["DurableSQLite"])),
            ("Shared/ServiceKit", messaging.union(["DurableSQLite", "SQLiteEventBus"])),
            ("Services/PlainHTTP", []),
            ("Services/Verification", ["Contracts", "Decisions", "EventBus"]),
            (
                "Services/Support",
                messaging.union(["Contracts", "ContractSchemas", "JSONSchema", "PlainHTTP", "ServiceKit", "Verification"])
            ),
        ]
        for name in services {
            arrows.append(("Services/\(name)/Domain", decisions))
            arrows.append(("Services/\(name)/Service", service.union(["\(name)Domain", "FulfilmentSupport"])))
            arrows.append(("Services/\(name)/Executable", ["\(name)Service", "FulfilmentSupport", "ServiceKit"]))
        }
        // The tool knows the services: it simulates them, and calls what they serve.
        let tool = service.union(services.flatMap { ["\($0)Domain", "\($0)Service"] }).union([
            "DocketCommandLine", "ContractSchemas", "Fulfilment", "FulfilmentSupport", "PlainHTTP", "SQLiteEventBus",
        ])
        for (part, sees) in parts {
            arrows.append(("Services/Docket/\(part)", tool.union(sees)))
        }
        arrows.append(
            ("Services/Fulfilment", Set(services.map { "\($0)Service" }).union(["FulfilmentSupport", "Verification"])))
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

    /// A part that outgrew this is two: it is built alone at the end, while the other core waits.
    @Test(arguments: arrows.map(\.folder))
    func `a module has at most sixty files`(folder: String) throws {
        #expect(try Repository.swiftFiles(under: folder).count <= 60)
    }

    @Test func `every part of the tool is listed`() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Repository.root.appending(path: "Services/Docket").path)
        #expect(Set(folders).subtracting(["Guides", "Executable"]) == Set(Self.parts.map(\.folder)))
    }

    @Test func `every service has the same files`() throws {
        #expect(Self.services.count == fulfilmentServices.count)
        let names = try Self.services.map { service in
            Set(try Repository.swiftFiles(under: "Services/\(service)").map { String($0.path.split(separator: "/").last ?? "") })
        }
        for name in [
            "State.swift", "Decisions.swift", "Messages.swift", "Handler.swift", "Tables.swift", "Routes.swift", "Build.swift",
            "Descriptor.swift", "Rebuilding.swift", "Main.swift",
        ] {
            #expect(names.allSatisfy { $0.contains(name) }, "\(name) is not in every service")
        }
    }
}
