import ArgumentParser
package import CompactJSON
import Contracts
import Foundation

/// `--show-personal-data`, taken by every command that may show who somebody is and where they live.
package struct PersonalDataOption: ParsableArguments {
    @Flag(name: .customLong("show-personal-data"), help: "Show names and streets of customers too.")
    package var isOn = false

    package init() {}

    package var view: PersonalDataView { PersonalDataView(isShown: isOn) }
}

/// What is shown of data that may be personal.
package struct PersonalDataView: Sendable {
    /// Somebody has asked for it.
    package var isShown = false

    package init(isShown: Bool = false) { self.isShown = isShown }

    /// What a person gets to see of it.
    package func visible(_ value: JSONValue) -> JSONValue { isShown ? value : value.withoutPersonalData }

    /// The same of a text that may be JSON. One that is none may have anything in it.
    package func visible(_ text: String) -> String {
        if isShown { return text }
        guard let value = try? JSONValue(parsing: Data(text.utf8)) else {
            return "\(text.utf8.count) bytes that are no JSON; --show-personal-data shows them"
        }
        return value.withoutPersonalData.canonicalText
    }

    /// Prints a result for programs, as ``printJSON(_:)`` does.
    package func writeJSON(_ value: some Encodable) throws {
        if isShown { return try printJSON(value) }
        try printJSON(JSONValue(parsing: try encodedJSON(value)).withoutPersonalData)
    }
}

extension JSONValue {
    /// With `(hidden)` for the personal members of every address in it; an address is what has a street.
    package var withoutPersonalData: JSONValue {
        switch self {
        case .array(let elements): return .array(elements.map(\.withoutPersonalData))
        case .object(let members):
            let isAddress = members["street"] != nil
            return .object(
                Dictionary(
                    uniqueKeysWithValues: members.map { name, value in
                        (name, isAddress && Address.personalMembers.contains(name) ? "(hidden)" : value.withoutPersonalData)
                    }))
        default: return self
        }
    }
}
