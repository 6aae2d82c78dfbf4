import CompactJSON
import Contracts
import ContractSchemas
import Decisions
@testable import DocketClient
@testable import DocketCommandLine
@testable import DocketDemo
@testable import DocketLoad
@testable import DocketOperations
import EventBus
import Foundation
import FulfilmentSupport
import Messaging
import Testing

/// Everything that decodes input takes whatever bytes there are: the outcome is a value or an error, never the end of the program,
/// and a value that is written and read again is the same.
///
/// The inputs are good ones spoiled from a seed, and every file in `Corpus/<name>`, where what once broke something is kept.
/// `FUZZ_ROUNDS=1000000 FUZZ_SEED=2 swift test --filter FuzzTests` looks longer and elsewhere.
@Suite(.timeLimit(.minutes(30))) struct FuzzTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let rounds = environment["FUZZ_ROUNDS"].flatMap { Int($0) } ?? 1500
    private static let seed = environment["FUZZ_SEED"].flatMap { UInt64($0) } ?? 1

    private static let root = URL(filePath: #filePath).deletingLastPathComponent()

    /// Calls `body` with every input as it is, and then with spoiled ones.
    private func fuzz(_ name: String, _ seeds: [String], _ body: (Data) throws -> Void) throws {
        let folder = Self.root.appending(path: "Corpus").appending(path: name)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(!files.isEmpty)
        let corpus = try seeds.map { Array($0.utf8) } + files.flatMap { try Self.inputs(in: folder.appending(path: $0)) }
        for input in corpus { try body(Data(input)) }
        var mutator = Mutator(seed: Self.seed)
        for _ in 0..<Self.rounds { try body(Data(mutator.next(from: corpus))) }
    }

    /// A file is one input, unless it is called `.base64`: then each of its lines is one, as a coverage-guided fuzzer found it.
    private static func inputs(in file: URL) throws -> [[UInt8]] {
        let content = try Data(contentsOf: file)
        guard file.pathExtension == "base64" else { return [Array(content)] }
        return content.split(separator: .lineFeed).compactMap { Data(base64Encoded: $0).map(Array.init) }
    }

    private static func examples() throws -> [(type: MessageType, text: String)] {
        try MessageType.allCases.flatMap { type throws -> [(type: MessageType, text: String)] in
            let schema = try JSONSerialization.jsonObject(with: SchemaCatalog.schema(of: type, version: 1)) as? [String: Any]
            return try #require(schema?["examples"] as? [Any]).map { example in
                (type, String(decoding: try JSONSerialization.data(withJSONObject: example), as: UTF8.self))
            }
        }
    }

    @Test func `any bytes are JSON, or an error`() throws {
        try fuzz("json", Self.examples().map(\.text)) { data throws in
            // An error is as good an outcome as a value.
            guard let value = try? JSONValue(parsing: data) else { return }
            #expect(try JSONValue(parsing: Data(value.canonicalText.utf8)) == value)
        }
    }

    @Test func `any bytes are a message of a type, or an error`() throws {
        let types = MessageType.allCases
        var turn = 0
        try fuzz("messages", Self.examples().map(\.text)) { data throws in
            turn += 1
            for type in [types[turn % types.count], .orderCreated, .stockReserved] {
                // An error is as good an outcome as a message.
                guard let message = try? MessageCatalog.types.read(data, as: type.rawValue, version: 1)
                else { continue }
                let again = try MessageCatalog.types.read(
                    MessageCoding.encode(message), as: message.typeName, version: type.payload.version)
                #expect(again.isEqual(to: message))
            }
        }
    }

    @Test func `any bytes are a CloudEvent, or an error`() throws {
        let seeds = try Self.examples().map { type, text in
            String(
                decoding: try EventLines.cloudEvents.encode(
                    Envelope(
                        id: "m-1", source: "/orders", type: type.rawValue, subject: "Order-1",
                        time: Date(timeIntervalSince1970: 1),
                        schemaVersion: 1, correlationID: "c", causationID: "m-0", mode: "choreography",
                        partitionKey: "Order-1",
                        traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", data: Data(text.utf8))),
                as: UTF8.self)
        }
        try fuzz("cloud-events", seeds) { data throws in
            let envelope: Envelope
            do {
                envelope = try EventLines.cloudEvents.decode(data)
            } catch let error as BusError {
                #expect(error.code == .invalid)
                return
            }
            var again = try EventLines.cloudEvents.decode(EventLines.cloudEvents.encode(envelope))
            // Numbers in the data may change their spelling on the way, as JSON allows.
            again.data = envelope.data
            #expect(again == envelope)
        }
    }

    @Test func `any file is a list of orders and bad rows, or a refusal`() throws {
        let directory = try TemporaryDirectory()
        let csv =
            "order,customer,sku,qty,unit_price,ordered_at\n1,C-1,MUG,2,12.50,2026-11-01\n2,\"C,2\",\"L\"\"AMP\",1,30,2026-11-01\n1,C-1,PEN,3,0.99,2026-11-01\n"
        try fuzz("csv", [csv]) { data throws in
            try data.write(to: directory.url.appending(path: "orders.csv"))
            try acceptingRefusals { () throws in
                var source = try CSVOrderSource(path: directory.url.appending(path: "orders.csv").path, options: FileOptions())
                let items = try drain(&source)
                #expect(items.orders.count + items.leftOut.count { $0.number != nil } == source.count)
            }
        }
        let line = """
            {"customerId":"C-1","items":[{"sku":"MUG","quantity":2,"unitPrice":{"amount":1250,"currency":"EUR"}}],\
            "shipTo":{"name":"A","street":"B","city":"C","postcode":"10115","country":"DE"},"mode":"choreography"}
            """
        try fuzz("json-lines", ["\(line)\n\n\(line)\r\n\(line)"]) { data throws in
            try data.write(to: directory.url.appending(path: "orders.jsonl"))
            try acceptingRefusals { () throws in
                var source = try JSONLinesOrderSource(path: directory.url.appending(path: "orders.jsonl").path)
                let items = try drain(&source)
                #expect(items.orders.count == source.count)
                for order in items.orders.map(\.order) {
                    #expect(try MessageCoding.decode(NewOrder.self, from: MessageCoding.encode(order)) == order)
                }
            }
        }
    }

    @Test func `any text is a scenario, or a mistake with its line`() throws {
        let scenarios = Self.root.appending(path: "../../../Services/Docket/Demo/Scenarios").standardized
        let texts = try ScenarioLibrary.builtIn.map { name in
            try String(contentsOf: scenarios.appending(path: "\(name).yml"), encoding: .utf8)
        }
        try fuzz("scenarios", texts) { data throws in
            // A mistake is as good an outcome as a scenario; its type is part of the function's.
            _ = try? ScenarioReader.read(String(decoding: data, as: UTF8.self), id: "fuzz")
        }
    }

    @Test(arguments: ["[", "{a: ", "- ", "? ", "&a ["]) func `a scenario of a hundred thousand levels is refused`(level: String) {
        #expect(throws: ScenarioError.self) {
            try ScenarioReader.read(String(repeating: level, count: 100_000), id: "deep")
        }
    }

    private func acceptingRefusals(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch is ToolFailure {
            // Shown to the user who gave the file, with status 64.
        }
    }
}
