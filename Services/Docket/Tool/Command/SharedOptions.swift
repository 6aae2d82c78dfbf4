import ArgumentParser
import Foundation

/// `--data-dir`, taken by every command that looks at an installation.
struct InstallationOption: ParsableArguments {
    @Option(
        name: .customLong("data-dir"),
        help: .init("Where bus, databases and logs lie. (default: DOCKET_DATA_DIR, else ./.docket)", valueName: "dir"))
    var path: String?

    var installation: Installation {
        Installation(path: path ?? ProcessInfo.processInfo.environment["DOCKET_DATA_DIR"] ?? ".docket")
    }
}

/// `--json`, taken by every command whose result a program may want to read.
struct JSONOption: ParsableArguments {
    @Flag(name: .customLong("json"), help: "Print one JSON document instead of text.")
    var isOn = false
}

/// Prints a result for programs: one JSON document, keys sorted so that two runs can be compared line by line.
func printJSON(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    Terminal.standardOutput.write(String(decoding: try encoder.encode(value), as: UTF8.self))
}
