public import ArgumentParser
import Contracts
package import Decisions
package import Foundation

/// `--json`, taken by every command whose result a program may want to read.
package struct JSONOption: ParsableArguments {
    @Flag(name: .customLong("json"), help: "Print one JSON document instead of text.")
    package var isOn = false

    package init() {}
}

/// Prints a result for programs: one JSON document, keys sorted so that two runs can be compared line by line.
package func printJSON(_ value: some Encodable) throws {
    Terminal.standardOutput.writeJSON(String(decoding: try encodedJSON(value), as: UTF8.self))
}

@available(*, unavailable, message: "a list has no room to grow: put it into an object, under a name")
package func printJSON(_ value: [some Encodable]) throws {}

package func encodedJSON(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    return try encoder.encode(value)
}

/// `--mode` where an order may also go both ways.
package enum ModeChoice: String, Sendable, CaseIterable, ExpressibleByArgument {
    case choreography, orchestration, both

    package var modes: [CoordinationMode] {
        switch self {
        case .choreography: [.choreography]
        case .orchestration: [.orchestration]
        case .both: [.orchestration, .choreography]
        }
    }
}

// `--mode choreography` reads straight into the type that travels on the messages.
extension CoordinationMode: ExpressibleByArgument {}
extension PayloadStyle: ExpressibleByArgument {}
