import Contracts
import Foundation
import Fulfilment
import FulfilmentSupport
import Testing

/// A service and a message are known in their own folder, in the contracts, in the list of services, in scenarios and documents. A file that
/// names one has to be looked at when a step is added, and is listed here with the reason.
@Suite struct NameTests {
    /// Folders and files outside of those that name a service or a message, and why. The list is to shrink.
    static let exceptions: [String: String] = [
        "Services/Docket/Backup/": "order numbers are left out after a restore",
        "Services/Docket/Backup/Diff/": "names the columns that two installations never share",
        "Services/Docket/Bench/": "measures this process, beside plain programs that do the same work",
        "Services/Docket/Compare/": "tells the two modes apart by what each service has to do in them",
        "Services/Docket/Demo/": "scenarios speak of orders, goods and carriers",
        "Services/Docket/Installation/ServiceName.swift": "names for those who call one service's API",
        "Services/Docket/Load/": "creates and pays orders, after goods were received",
        "Services/Docket/Operations/Events/": "examples in a help text",
        "Services/Docket/Operations/Order/":
            "shows the history of an order, which Orders keeps, and asks its decisions what can come",
        "Services/Docket/Operations/Status/": "counts orders by state, and modes that need attention",
        "Services/Docket/Operations/Trace/": "reads the event streams of orders and the audit trail of modes",
        "Services/Docket/Rebuild/": "what a notification leaves out is looked up at Orders",
        "Services/Docket/Rebuild/Replay/": "Orders is not made again from the log but cut off",
        "Services/Docket/Schema/": "examples in a help text",
        "Services/Docket/Simulate/":
            "simulated customers, the promises made to them, mutants of single services, and the decisions of all that are explored",
        "Services/Docket/Verify/": "sums of money and units, beside the invariants",
        "Services/Support/BackCalls/": "calls Orders for the details of a payment",
        "Services/Verification/": "an order's end is known by its completion",
        "Shared/Decisions/": "InterventionRecorded is the library's own message",
        "Shared/Messaging/": "InterventionRecorded is the library's own message",
    ]

    private static let searched: [Repository.SourceFile] = {
        let folders = ["Services/Docket", "Services/Support", "Services/Verification", "Shared"]
        // A folder that cannot be read has no files, which the last test notices.
        let files = folders.flatMap { (try? Repository.swiftFiles(under: $0)) ?? [] }
        return files.filter { !$0.path.hasPrefix("Shared/Contracts/") && !$0.path.hasPrefix("Shared/Examples/") }
    }()

    /// What a file names in its code; comments may name anything.
    static func names(in file: Repository.SourceFile) -> Set<String> {
        let code = file.lines.map { line in
            line.firstMatch(of: /(^|\s)\/\//).map { String(line[..<$0.range.lowerBound]) } ?? String(line)
        }.joined(separator: "\n")
        let words = Set(code.matches(of: /[A-Za-z_]\w*/).map { String($0.output) })
        var names = Set(MessageType.allCases.map(\.rawValue)).intersection(words)
        for service in fulfilmentServices {
            let quoted = "\"\(service.name)\""
            let tables = service.tables.map { "\(service.name).\($0)" }
            if code.contains(quoted) || tables.contains(where: code.contains) || words.contains("\(service.name)Service") {
                names.insert(service.name)
            }
        }
        return names.union(words.filter { $0.hasSuffix("Service") || $0.hasSuffix("Domain") }.intersection(ArrowTests.modules))
    }

    @Test func `a file that names a service or a message is in the list of exceptions`() {
        for file in Self.searched {
            let names = Self.names(in: file)
            guard !names.isEmpty, !Self.exceptions.keys.contains(where: file.path.hasPrefix) else { continue }
            Issue.record("\(file) names \(names.sorted().joined(separator: ", "))")
        }
    }

    @Test(arguments: exceptions.keys.sorted()) func `an exception is needed`(_ path: String) {
        let files = Self.searched.filter { $0.path.hasPrefix(path) }
        #expect(files.contains { !Self.names(in: $0).isEmpty }, "nothing under \(path) names a service or a message any more")
    }

    @Test func `no more files name one than before`() {
        #expect(Self.searched.count > 300)
        #expect(Self.searched.count { !Self.names(in: $0).isEmpty } <= 50)
    }

    /// A list of services that is written by hand is wrong in silence as soon as there is one more.
    @Test func `no file lists the services by hand`() {
        let names = fulfilmentServices.map(\.name).joined(separator: "|")
        guard let list = try? Regex("\\[\\.(\(names)), \\.(\(names))") else {
            Issue.record("the names of services make no pattern")
            return
        }
        for file in Self.searched where !file.path.hasPrefix("Services/Docket/Bench/Flow/Plain/") {
            for (number, line) in file.lines.enumerated() {
                #expect(line.firstMatch(of: list) == nil, "\(file):\(number + 1) lists services: read fulfilmentServices instead")
            }
        }
    }

    /// What a library knows of the application that it comes from: nothing.
    @Test func `a library names neither Docket nor what it sells`() throws {
        let words = /\b[Oo]rderI[dD]\b|\bOrder[A-Z-]|[Ss]tock|[Ss]hipment|[Dd]ocket|DOCKET/
        for file in Self.searched where file.path.hasPrefix("Shared/") {
            for (number, line) in file.lines.enumerated() {
                let code = line.firstMatch(of: /(^|\s)\/\//).map { line[..<$0.range.lowerBound] } ?? line
                #expect(code.firstMatch(of: words) == nil, "\(file):\(number + 1): \(line)")
            }
        }
    }
}
