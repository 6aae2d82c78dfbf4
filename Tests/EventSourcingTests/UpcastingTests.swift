import EventSourcing
import Foundation
import Testing

/// A made-up history: `Weighed` once held pounds as text (1), then pounds (2), now it holds grams (3).
@Suite struct UpcastingTests {
    struct Failure: Error {}

    static let upcasters = [
        Upcaster(type: "Weighed", from: 1) { data in
            guard let old = try JSONSerialization.jsonObject(with: data) as? [String: String], let text = old["weight"],
                let pounds = Int(text)
            else { throw Failure() }
            return Data(#"{"pounds":\#(pounds)}"#.utf8)
        },
        Upcaster(type: "Weighed", from: 2) { data in
            guard let old = try JSONSerialization.jsonObject(with: data) as? [String: Int], let pounds = old["pounds"]
            else { throw Failure() }
            return Data(#"{"grams":\#(pounds * 454)}"#.utf8)
        },
    ]

    let file: StoreFile
    let parcels: Connection

    init() throws {
        file = try StoreFile()
        parcels = try file.open(EventStore(upcasters: Self.upcasters))
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var type: String
        var version: Int
        var stored: String
        var read: String
        var readVersion: Int
        var testDescription: String { "\(type) \(version)" }
    }

    @Test(arguments: [
        Case(type: "Weighed", version: 1, stored: #"{"weight":"2"}"#, read: #"{"grams":908}"#, readVersion: 3),
        Case(type: "Weighed", version: 2, stored: #"{"pounds":3}"#, read: #"{"grams":1362}"#, readVersion: 3),
        Case(type: "Weighed", version: 3, stored: #"{"grams":5}"#, read: #"{"grams":5}"#, readVersion: 3),
        Case(type: "Packed", version: 1, stored: #"{"weight":"2"}"#, read: #"{"weight":"2"}"#, readVersion: 1),
    ])
    func `an old event is read in its newest shape, step by step`(_ row: Case) throws {
        try parcels.append([.made(row.type, row.stored, schemaVersion: row.version)], to: "Parcel-1", expecting: .noStream)
        let read = try parcels.load("Parcel-1") + parcels.readAll()
        #expect(read.map { String(decoding: $0.data, as: UTF8.self) } == [row.read, row.read])
        #expect(read.map(\.schemaVersion) == [row.readVersion, row.readVersion])
    }

    @Test func `what is stored stays as it was written`() throws {
        try parcels.append([.made("Weighed", #"{"weight":"2"}"#)], to: "Parcel-1", expecting: .noStream)
        #expect(try parcels.load("Parcel-1").map(\.schemaVersion) == [3])
        let stored = try #require(try file.open().load("Parcel-1").first)
        #expect(stored.data == Data(#"{"weight":"2"}"#.utf8))
        #expect(stored.schemaVersion == 1)
    }

    @Test func `an event that cannot be upcast is an error, not left out`() throws {
        try parcels.append([.made("Weighed", "{}")], to: "Parcel-1", expecting: .noStream)
        #expect(throws: Failure.self) { try parcels.load("Parcel-1") }
    }
}
