// swift-tools-version: 6.3
import PackageDescription

// The manifest holds the architecture: a target sees only what it names here, arrows point down only,
// and the build refuses any other import (`--explicit-target-dependency-import-check error`).

// MARK: - Shared: libraries with names, lowest first

let shared: [Target] = [
    // A moment as a value, and RFC 3339. No clock.
    .target(name: "Instants", path: "Shared/Instants"),
    // Codable to JSON and back, fast and strict.
    .target(name: "CompactJSON", dependencies: ["Instants"], path: "Shared/CompactJSON"),
    // JSON Schema 2020-12: what keeps to a schema, and which change of one breaks whom.
    .target(
        name: "JSONSchema", dependencies: ["CompactJSON"], path: "Shared/JSONSchema", resources: [.copy("Metaschema")]),
    // Which schemas were published, in which order, and what the next may change.
    .target(name: "SchemaRegistry", dependencies: ["CompactJSON", "JSONSchema"], path: "Shared/SchemaRegistry"),
    // What a message, a pure decision and a table of messages are.
    .target(name: "Decisions", path: "Shared/Decisions"),
    // Messages, ids, money, versions. The wall: a domain that imports only these two cannot reach a clock, a store or a network.
    .target(
        name: "Contracts", dependencies: ["Decisions", "Instants"], path: "Shared/Contracts",
        sources: ["HTTP", "Messages", "Values"]),
    // The JSON Schemas of the messages, read from files: so a domain does not see it.
    .target(
        name: "ContractSchemas", dependencies: ["Contracts", "Decisions"], path: "Shared/Contracts", sources: ["SchemaCatalog"],
        resources: [.copy("Schemas")]),
    // Envelope, the bus protocol, the in-memory bus. Knows no message by name.
    .target(name: "EventBus", dependencies: ["CompactJSON", "Instants"], path: "Shared/EventBus"),
    // What every bus promises, as tests for any implementation.
    .target(name: "EventBusTesting", dependencies: ["EventBus"], path: "Shared/EventBusTesting"),
    // What of SQLite only C can reach, or reach fast enough.
    .target(name: "SQLiteSetup", path: "Shared/SQLiteSetup", linkerSettings: [.linkedLibrary("sqlite3")]),
    // SQLite as all of them use it: commits that are durable and cheap, rows that are read without a trap.
    .target(name: "DurableSQLite", dependencies: ["SQLiteSetup", .grdb, .sqlite], path: "Shared/DurableSQLite"),
    .target(
        name: "SQLiteEventBus", dependencies: ["EventBus", "DurableSQLite", "Instants", .grdb, .sqlite],
        path: "Shared/SQLiteEventBus"),
    .target(name: "EventSourcing", dependencies: ["DurableSQLite", "Instants", .grdb], path: "Shared/EventSourcing"),
    // Inbox, outbox, timers, dead letters, the step. Knows no HTTP: a simulation drives it without a server.
    .target(
        name: "Messaging",
        dependencies: ["CompactJSON", "Decisions", "DurableSQLite", "EventBus", "Instants", .grdb, .log, .metrics],
        path: "Shared/Messaging"),
    // Between SQLite and its files, for a disk that loses power.
    .target(name: "ForgetfulVFS", path: "Shared/ForgetfulVFS", linkerSettings: [.linkedLibrary("sqlite3")]),
    // A virtual clock, randomness from a seed, faults, and the scheduler that steps services by them.
    .target(
        name: "DeterministicSimulation",
        dependencies: ["Decisions", "DurableSQLite", "EventBus", "ForgetfulVFS", "Instants", "Messaging", .grdb, .log, .metrics],
        path: "Shared/DeterministicSimulation"),
    // What makes a process of it: HTTP kit, health, configuration, logs, metrics.
    .target(
        name: "ServiceKit",
        dependencies: [
            "CompactJSON", "Decisions", "DurableSQLite", "EventBus", "Instants", "SQLiteEventBus", "Messaging", .grdb,
            .hummingbird,
            .hummingbirdCore, .httpTypes, .nio, .nioHTTP1, .nioHTTPTypes, .lifecycle, .signals, .log,
            .metrics,
        ],
        path: "Shared/ServiceKit"),
]

// MARK: - Services: a pure domain, the service around it, a tiny executable

let services: [Target] =
    service("Orders", executable: "orders", extra: ["EventSourcing"])
    + service("Stock", executable: "stock")
    + service("Shipping", executable: "shipping")
    + service("DispatchOrchestrator", executable: "dispatch-orchestrator")
    + [
        // What `docket verify` holds true: each service contributes its part.
        .target(
            name: "Verification", dependencies: ["Contracts", "Decisions", "EventBus", .grdb], path: "Services/Verification"),
        // HTTP between the programs of one installation, by NIO alone.
        .target(name: "PlainHTTP", dependencies: [.nio, .nioHTTP1, .nioPosix], path: "Services/PlainHTTP"),
        // What the services share: their descriptor, order numbers in paths, the registered schemas, calls back for what a notification leaves out.
        .target(
            name: "FulfilmentSupport",
            dependencies: [
                "CompactJSON", "Contracts", "ContractSchemas", "Decisions", "EventBus", "Instants", "JSONSchema",
                "Messaging", "PlainHTTP",
                "ServiceKit", "Verification", .argumentParser, .configuration, .tlsClient, .hummingbird, .log, .metrics, .nio,
                .nioHTTP1,
            ],
            path: "Services/Support"),
        // The list of the services.
        .target(
            name: "Fulfilment",
            dependencies: [
                "OrdersService", "StockService", "ShippingService", "DispatchOrchestratorService", "FulfilmentSupport",
                "ServiceKit", "Verification",
            ],
            path: "Services/Fulfilment"),
    ]

func service(_ name: String, executable: String, extra: [Target.Dependency] = []) -> [Target] {
    [
        .target(name: "\(name)Domain", dependencies: ["Contracts", "Decisions", "Instants"], path: "Services/\(name)/Domain"),
        .target(
            name: "\(name)Service",
            dependencies: [
                .byName(name: "\(name)Domain"), "Contracts", "Decisions", "DurableSQLite", "EventBus", "Messaging",
                "ServiceKit", "FulfilmentSupport", "CompactJSON", "Instants", "Verification", .grdb, .hummingbird, .httpTypes,
                .log,
            ] + extra,
            path: "Services/\(name)/Service"),
        .executableTarget(
            name: executable,
            dependencies: [.byName(name: "\(name)Service"), "FulfilmentSupport", "ServiceKit", .argumentParser],
            path: "Services/\(name)/Executable"),
    ]
}

// MARK: - The tool `docket`: everything a person runs, in parts that build beside one another

// The tool knows the services: it simulates them, reads their files, and calls what they serve. Which part sees which is here.
let tool: [Target] = [
    // What a command needs whatever it does: terminal, exit codes, figures, signals.
    .target(
        name: "DocketCommandLine", dependencies: ["CompactJSON", "Contracts", "Decisions", .argumentParser, .system],
        path: "Services/Docket/CommandLine"),
    // A data directory and the files in it.
    part("Installation", on: []),
    // The services' HTTP APIs, called.
    part("Client", on: ["Installation"], ["EventSourcing"]),
    // Starts the services, and keeps them running.
    part("Supervisor", on: ["Installation", "Client"]),
    // A service, or an installation as it was, made again from the log.
    part("Rebuild", on: ["Installation"]),
    // Is everything right? From the files alone.
    part("Verify", on: ["Installation", "Rebuild"]),
    // Copies of an installation, what distinguishes two, and giving space back.
    part("Backup", on: ["Installation", "Verify"]),
    // Looks at what runs, and puts right what needs a person.
    part("Operations", on: ["Installation", "Client", "Rebuild"], ["EventSourcing"]),
    // Orders made up or from a file, sent at a rate.
    part("Load", on: ["Installation", "Client"], ["DeterministicSimulation", .histogram]),
    // The two modes with numbers. It knows the domains for their tables of messages.
    part("Compare", on: ["Installation", "Client", "Supervisor", "Verify", "Load"]),
    // Figures beside those of plain programs. It knows Orders' event store to measure it.
    part(
        "Bench", on: ["Installation", "Client", "Supervisor", "Load", "Compare", "Console"],
        ["DeterministicSimulation", "EventSourcing", .sqlite]),
    // Disasters from a seed. It has all services in one process.
    part("Simulate", on: ["Installation", "Verify", "Operations"], ["DeterministicSimulation"]),
    // Scenarios, played.
    part(
        "Demo", on: ["Installation", "Client", "Supervisor", "Verify", "Operations"], [.yams], resources: [.copy("Scenarios")]),
    // Real processes, killed at random and at every boundary.
    part("Chaos", on: ["Installation", "Client", "Supervisor", "Load", "Compare"], ["DeterministicSimulation"]),
    // The page in a browser: all orders at one position of the log.
    part(
        "Console", on: ["Installation", "Client", "Operations"],
        ["EventSourcing", .hummingbird, .httpTypes, .lifecycle, .signals, .log],
        resources: [.copy("Page")]),
    // All of it at once: the services, supervised, and the console.
    part("Up", on: ["Installation", "Client", "Supervisor", "Console"]),
    // What may change in a message, and the registry as a server.
    part("Schema", on: [], ["JSONSchema", "SchemaRegistry", .log, .hummingbird, .httpTypes]),
    // All commands under one name.
    part(
        "Tool",
        on: [
            "Client", "Supervisor", "Rebuild", "Verify", "Backup", "Operations", "Load", "Compare", "Bench", "Simulate", "Demo",
            "Chaos",
            "Up",
            "Console",
            "Schema",
        ]),
    .executableTarget(name: "docket", dependencies: ["DocketTool"], path: "Services/Docket/Executable"),
]

/// A part of the tool: it sees the parts that it names, the services and what they are made of, and the libraries that it adds.
@MainActor func part(_ name: String, on parts: [String], _ more: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    let below =
        services.filter { $0.type == .regular }.map(\.name) + [
            "CompactJSON", "ContractSchemas", "Contracts", "Decisions", "DurableSQLite", "EventBus", "Instants", "Messaging",
            "SQLiteEventBus", "ServiceKit",
        ]
    let names = ["DocketCommandLine"] + parts.map { "Docket\($0)" } + below
    return .target(
        name: "Docket\(name)",
        dependencies: names.map { .byName(name: $0) } + more + [
            .grdb, .argumentParser, .nio, .nioHTTP1, .subprocess, .system,
        ],
        path: "Services/Docket/\(name)", resources: resources)
}

// All parts of the tool: what tests of a command, and of the programs together, look into.
let parts: [Target.Dependency] = tool.dropLast().map { .byName(name: $0.name) }

// MARK: - Tests: one target a module, and the real executables end to end

let tests: [Target] = [
    test("CompactJSON"),
    test("JSONSchema", extra: ["CompactJSON"]),
    test("SchemaRegistry", extra: ["CompactJSON", "JSONSchema"]),
    test(
        "Contracts",
        extra: ["CompactJSON", "ContractSchemas", "Decisions", "Instants", "JSONSchema", "Messaging"]),
    test("EventBus", extra: ["CompactJSON", "Instants", "EventBusTesting", "SQLiteEventBus", "BusTesting", "bus-peer", .grdb]),
    // What the tests of the bus share with the other process that they talk to.
    .target(name: "BusTesting", dependencies: ["EventBus", "EventBusTesting"], path: "Tests/Support/BusTesting"),
    .executableTarget(
        name: "bus-peer", dependencies: ["EventBus", "EventBusTesting", "SQLiteEventBus", "BusTesting"],
        path: "Tests/Support/BusPeer"),
    test("EventSourcing", extra: ["DurableSQLite", "Instants", .grdb]),
    test(
        "Messaging",
        extra: [
            "CompactJSON", "Contracts", "Decisions", "DurableSQLite", "EventBus", "Instants", "DeterministicSimulation", .grdb,
            .log,
        ]),
    test(
        "ServiceKit",
        extra: [
            "CompactJSON", "Contracts", "Decisions", "EventBus", "FulfilmentSupport", "Instants", "Messaging", "PlainHTTP",
            .nioPosix, .nioHTTP1, .grdb,
            .log, .metrics,
            .hummingbird, .hummingbirdTesting,
            .httpTypes, .nio, .argumentParser, .lifecycle,
        ]),
    test("DeterministicSimulation", extra: ["Contracts", "Decisions", "EventBus", "EventBusTesting", "SQLiteEventBus", .grdb]),
    // Given, when, then: what the tables of the four domains are written in.
    .target(
        name: "DecisionTesting", dependencies: ["Contracts", "Decisions", "Instants"], path: "Tests/Support/DecisionTesting"),
    test("OrdersDomain", extra: ["Contracts", "Decisions", "DecisionTesting"]),
    test("StockDomain", extra: ["Contracts", "Decisions", "DecisionTesting"]),
    test("ShippingDomain", extra: ["Contracts", "Decisions", "DecisionTesting"]),
    test("DispatchOrchestratorDomain", extra: ["Contracts", "Decisions", "DecisionTesting", "DeterministicSimulation"]),
    // The four services in one process on one in-memory bus, stepped by hand.
    .testTarget(
        name: "ProcessTests",
        dependencies: [
            "Contracts", "Decisions", "DurableSQLite", "EventBus", "Messaging", "ServiceKit", "EventSourcing",
            "OrdersDomain", "StockDomain", "ShippingDomain", "DispatchOrchestratorDomain",
            "OrdersService", "StockService", "ShippingService", "DispatchOrchestratorService", "FulfilmentSupport",
            "DeterministicSimulation",
            "CompactJSON", "Instants", .grdb, .log, .hummingbird, .hummingbirdTesting, .httpTypes, .nio,
        ],
        path: "Tests/ProcessTests"),
    // `docket verify` is tested on files that the real services wrote and the test then broke.
    .testTarget(
        name: "DocketToolTests",
        dependencies: [
            "CompactJSON", "Contracts", "DurableSQLite", "EventBus", "SQLiteEventBus", "EventSourcing", "Messaging",
            "ServiceKit", "DeterministicSimulation", "OrdersService", "StockService", "ShippingService",
            "DispatchOrchestratorService",
            "ContractSchemas", "Decisions", "Fulfilment", "FulfilmentSupport", "Instants", "Verification", "OrdersDomain",
            "StockDomain", "JSONSchema", "SchemaRegistry", "docket", .grdb,
            .log, .hummingbird,
            .hummingbirdTesting, .httpTypes, .nio, .system,
        ] + parts,
        path: "Tests/DocketToolTests", exclude: ["Fuzz/Corpus"]),
    .testTarget(
        name: "EndToEndTests",
        dependencies: [
            "CompactJSON", "Contracts", "Decisions", "EventBus", "EventSourcing", "Instants", "SQLiteEventBus", "Verification",
            "orders", "stock", "shipping",
            "dispatch-orchestrator",
            "docket", "PlainHTTP", "ServiceKit", "Messaging", .argumentParser, .nio, .nioHTTP1, .grdb, .subprocess,
            .system,
        ] + parts,
        path: "Tests/EndToEndTests"),
    .testTarget(
        name: "TidyTests",
        dependencies: [
            "DocketTool", "Contracts", "Decisions", "Fulfilment", "FulfilmentSupport", "Messaging", "ServiceKit",
            .argumentParser,
        ],
        path: "Tests/TidyTests"),
]

func test(_ module: String, extra: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(module)Tests", dependencies: [.byName(name: module)] + extra, path: "Tests/\(module)Tests")
}

// MARK: - The package

let package = Package(
    name: "docket",
    platforms: [.macOS(.v15)],
    products: [
        // Libraries for other applications: each is named after its module, and brings the modules that its users name.
        .library(name: "CompactJSON", targets: ["CompactJSON", "Instants"]),
        .library(name: "JSONSchema", targets: ["JSONSchema"]),
        .library(name: "SchemaRegistry", targets: ["SchemaRegistry"]),
        .library(name: "EventBus", targets: ["EventBus"]),
        .library(name: "EventBusTesting", targets: ["EventBusTesting"]),
        .library(name: "SQLiteEventBus", targets: ["SQLiteEventBus"]),
        .library(name: "EventSourcing", targets: ["EventSourcing", "DurableSQLite"]),
        .library(name: "Messaging", targets: ["Messaging", "Decisions", "DurableSQLite", "EventBus", "Instants"]),
        .library(name: "DeterministicSimulation", targets: ["DeterministicSimulation"]),
        .library(name: "ServiceKit", targets: ["ServiceKit"]),
        // The programs.
        .executable(name: "orders", targets: ["orders"]),
        .executable(name: "stock", targets: ["stock"]),
        .executable(name: "shipping", targets: ["shipping"]),
        .executable(name: "dispatch-orchestrator", targets: ["dispatch-orchestrator"]),
        .executable(name: "docket", targets: ["docket"]),
    ],
    traits: [
        .trait(name: "TLS", description: "Services can call one another by https (--orders-url https://...).")
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    ],
    targets: shared + services + tool + tests
)

// MARK: - Packages and settings

extension Target.Dependency {
    static var grdb: Self { .product(name: "GRDB", package: "GRDB.swift") }
    // The C functions beside GRDB, for the few hot loops that bind rows themselves.
    static var sqlite: Self { .product(name: "GRDBSQLite", package: "GRDB.swift") }
    static var hummingbird: Self { .product(name: "Hummingbird", package: "hummingbird") }
    // Limits on headers and connections are set on Hummingbird's server itself.
    static var hummingbirdCore: Self { .product(name: "HummingbirdCore", package: "hummingbird") }
    static var hummingbirdTesting: Self { .product(name: "HummingbirdTesting", package: "hummingbird") }
    static var httpTypes: Self { .product(name: "HTTPTypes", package: "swift-http-types") }
    // Only in a build with TLS: the services' calls to one another stay on the machine.
    static var tlsClient: Self {
        .product(name: "AsyncHTTPClient", package: "async-http-client", condition: .when(traits: ["TLS"]))
    }
    static var nioPosix: Self { .product(name: "NIOPosix", package: "swift-nio") }
    static var nio: Self { .product(name: "NIOCore", package: "swift-nio") }
    // The layer between Hummingbird and the connection.
    static var nioHTTPTypes: Self { .product(name: "NIOHTTPTypes", package: "swift-nio-extras") }
    // Methods, status codes and headers; what NIO says of bytes that are no request.
    static var nioHTTP1: Self { .product(name: "NIOHTTP1", package: "swift-nio") }
    static var lifecycle: Self { .product(name: "ServiceLifecycle", package: "swift-service-lifecycle") }
    static var signals: Self { .product(name: "UnixSignals", package: "swift-service-lifecycle") }
    static var log: Self { .product(name: "Logging", package: "swift-log") }
    static var metrics: Self { .product(name: "CoreMetrics", package: "swift-metrics") }
    static var configuration: Self { .product(name: "Configuration", package: "swift-configuration") }
    static var argumentParser: Self { .product(name: "ArgumentParser", package: "swift-argument-parser") }
    static var subprocess: Self { .product(name: "Subprocess", package: "swift-subprocess") }
    static var system: Self { .product(name: "SystemPackage", package: "swift-system") }
    static var yams: Self { .product(name: "Yams", package: "Yams") }
    static var histogram: Self { .product(name: "Histogram", package: "hdrhistogram-swift") }
}

for target in package.targets {
    target.swiftSettings = [
        .swiftLanguageMode(.v6),
        .treatAllWarnings(as: .error),
        // `any` is written where a call goes through an existential: it has a cost.
        .enableUpcomingFeature("ExistentialAny"),
        // A member is visible only through an import of this file, an import is internal unless it says otherwise.
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        // An async function runs where its caller runs: no surprise hops.
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .enableUpcomingFeature("InferIsolatedConformances"),
        .enableUpcomingFeature("ImmutableWeakCaptures"),
    ]
}
