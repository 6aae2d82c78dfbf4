import Testing

/// Which module of Docket may import which: arrows point down only.
///
/// The manifest says the same and the build holds it; here it stands on one page, and a change to it is a decision.
@Suite struct ArrowTests {
    static let arrows: [(folder: String, mayImport: Set<String>)] = {
        let services = ["Orders", "Stock", "Shipping", "DispatchOrchestrator"]
        var arrows: [(String, Set<String>)] = [
            ("Shared/Contracts", []),
            ("Shared/JSONSchema", []),
            ("Shared/SchemaRegistry", ["JSONSchema"]),
            ("Shared/Decisions", ["Contracts"]),
            ("Shared/EventBus", []),
            ("Shared/SQLiteEventBus", ["EventBus"]),
            ("Shared/EventSourcing", []),
            ("Shared/MessageProcessing", ["Contracts", "Decisions", "EventBus"]),
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
                        "\(service)Domain", "Contracts", "Decisions", "EventBus", "EventSourcing", "MessageProcessing",
                        "ServiceRuntime",
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
                    "Simulation", "OrdersService", "StockService", "ShippingService", "DispatchOrchestratorService",
                ])
            ))
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
        for service in ["Orders", "Stock", "Shipping", "DispatchOrchestrator"] {
            for file in try Repository.swiftFiles(under: "Services/\(service)/Domain") {
                #expect(file.imports.isSubset(of: ["Contracts", "Decisions", "Foundation"]), "\(file) imports \(file.imports)")
                for forbidden in ["Date()", "Date.now", "UUID()", ".random(", "FileManager", "URLSession", "ProcessInfo"] {
                    #expect(!file.lines.contains { $0.contains(forbidden) }, "\(file) uses \(forbidden)")
                }
            }
        }
    }

    @Test func `every service has the same files`() throws {
        let names = try ["Orders", "Stock", "Shipping", "DispatchOrchestrator"].map { service in
            Set(try Repository.swiftFiles(under: "Services/\(service)").map { String($0.path.split(separator: "/").last ?? "") })
        }
        for name in [
            "State.swift", "Decisions.swift", "Policy.swift", "Handler.swift", "Tables.swift", "Routes.swift", "Build.swift",
            "Main.swift",
        ] {
            #expect(names.allSatisfy { $0.contains(name) }, "\(name) is not in every service")
        }
    }
}
