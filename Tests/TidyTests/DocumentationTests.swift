import Foundation
import Testing

/// Public declarations of the libraries and the contracts say what they are for.
///
/// Not counted: initialisers, whose parameters are the documented properties; and what a documented protocol asks for, because its comment is
/// there. Nothing is written for the sake of the number.
@Suite struct DocumentationTests {
    static let modules: [String] = {
        let folder = Repository.root.appending(path: "Shared").path(percentEncoded: false)
        // Without the folder there is no module, and the test below says so.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { !["Examples", "SQLiteSetup"].contains($0) && !$0.hasPrefix(".") }.sorted()
    }()

    @Test func `more than nine tenths of the public declarations are documented`() throws {
        let witnesses = try Self.modules.reduce(into: Self.outside) { $0.formUnion(try Self.requirements(of: $1)) }
        let declarations = try Self.modules.flatMap { try Self.declarations(of: $0, besides: witnesses) }
        #expect(declarations.count > 800)
        let bare = declarations.filter { !$0.isDocumented }
        #expect(
            Double(bare.count) < 0.1 * Double(declarations.count),
            "\(bare.count) of \(declarations.count) are not, such as \(bare.prefix(5).map(\.place))")
    }

    @Test func `a declaration without a comment would be counted`() {
        let file = Repository.SourceFile(
            path: "A.swift", lines: ["/// Documented.", "public struct A {", "    public var b: Int", "}"])
        #expect(Self.declarations(in: file, besides: []).map(\.isDocumented) == [true, false])
    }

    private struct Declaration {
        var place: String
        var isDocumented: Bool
    }

    /// What protocols of Swift and of other libraries ask for.
    private static let outside: Set<String> = [
        "description", "debugDescription", "testDescription", "rawValue", "hash", "encode", "next", "id", "customMirror", "path",
        "makeCounter", "makeTimer", "makeRecorder", "makeMeter", "destroyCounter", "destroyTimer", "destroyRecorder",
        "destroyMeter",
        // Of Hummingbird's and swift-log's.
        "responder", "server", "configuration", "eventLoopGroup", "logger", "onServerRunning", "response", "coreContext",
        "logLevel",
        "metadata", "metadataProvider", "log",
    ]

    private static func requirements(of module: String) throws -> Set<String> {
        var names: Set<String> = []
        for file in try Repository.swiftFiles(under: "Shared/\(module)") {
            var isInside = false
            for line in file.lines {
                if line.contains("protocol ") && line.hasSuffix("{") { isInside = true }
                if line == "}" { isInside = false }
                if isInside, let name = line.firstMatch(of: /(?:var|func) (\w+)/)?.output.1 { names.insert(String(name)) }
            }
        }
        return names
    }

    private static func declarations(of module: String, besides witnesses: Set<String>) throws -> [Declaration] {
        try Repository.swiftFiles(under: "Shared/\(module)").flatMap { declarations(in: $0, besides: witnesses) }
    }

    private static func declarations(
        in file: Repository.SourceFile, besides witnesses: Set<String>
    ) -> [Declaration] {
        file.lines.indices.compactMap { index in
            let line = file.lines[index].trimmingPrefix { $0 == " " }
            guard line.contains(/^(?:@\w+ )*public (?!import|init|extension)/),
                !line.contains(/public (?:convenience |required )?init/),
                let match = line.firstMatch(
                    of: /\b(?:func|var|let|struct|class|enum|protocol|actor|typealias|subscript)\b\s*(\S*)/)
            else { return nil }
            let name = match.output.1.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
            guard !witnesses.contains(String(name)), !line.contains("func ==") && !line.contains("func <") else { return nil }
            var above = index - 1
            while above >= 0, file.lines[above].contains(/^\s*@\w+/) { above -= 1 }
            let isDocumented = above >= 0 && file.lines[above].contains(/^\s*\/\/\//)
            return Declaration(place: "\(file):\(index + 1)", isDocumented: isDocumented)
        }
    }
}

/// Every library that is a product has a page that begins with an example.
@Suite struct LibraryPageTests {
    @Test func `each product has its page`() throws {
        let manifest = try Repository.text(of: "Package.swift")
        let products = manifest.matches(of: /\.library\(name: "(\w+)"/).map { String($0.output.1) }
        #expect(products.count >= 10)
        for product in products {
            let page = try Repository.text(of: "Shared/\(product)/\(product).docc/\(product).md")
            let example = try #require(page.firstMatch(of: /(?s)```swift\n(.*?)```/)?.output.1, "\(product)")
            #expect((4...16).contains(example.split(separator: "\n").count), "\(product)")
        }
    }
}
