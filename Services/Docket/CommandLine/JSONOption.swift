import ArgumentParser
import Foundation

/// `--json`, taken by every command whose result a program may want to read.
package struct JSONOption: ParsableArguments {
    @Flag(name: .customLong("json"), help: "Print one JSON document instead of text.")
    package var isOn = false

    package init() {}
}

/// Prints a result for programs: one JSON document, keys sorted so that two runs can be compared line by line.
package func printJSON(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    Terminal.standardOutput.writeJSON(String(decoding: try encoder.encode(value), as: UTF8.self))
}
