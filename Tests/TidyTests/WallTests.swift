import Foundation
import Testing

/// A domain decides, and reaches nothing: no clock, no chance, no file, no network, no other process. What it must not do it cannot
/// name. The compiler sees to most of it, because a domain does not import what has them; the rest, which is in Swift itself, is
/// searched for here.
@Suite struct WallTests {
    /// Every domain of the manifest, what messages and their values are, and what a decision is.
    static let folders: [String] = {
        // A manifest that cannot be read has no service, which the first test notices.
        let manifest = (try? Repository.text(of: "Package.swift")) ?? ""
        return manifest.matches(of: /service\("(\w+)", executable/).map { "Services/\($0.output.1)/Domain" } + [
            "Shared/Contracts/HTTP", "Shared/Contracts/Messages", "Shared/Contracts/Values", "Shared/Decisions",
        ]
    }()

    static let mayImport: Set = ["Contracts", "Decisions", "Instants"]

    @Test func `every service of the manifest has a domain`() {
        #expect(Self.folders.count == ArrowTests.services.count + 4)
    }

    @Test(arguments: folders) func `behind the wall nothing reaches out`(_ folder: String) throws {
        for file in try Repository.swiftFiles(under: folder) {
            #expect(Wall.breaches(in: file.lines.joined(separator: "\n")) == [], "\(file)")
        }
    }

    static let leaks = [
        "import Foundation\nlet now = Date()", "import Foundation\nlet now = Date.now",
        "import Foundation\nlet text = try? Data(contentsOf: URL(filePath: \"/etc/hostname\"))",
        "let now = ContinuousClock.now", "let now = ContinuousClock().now", "let now = SuspendingClock.now", "let now = Date()",
        "let dice = Int.random(in: 1...6)", "let card = [1, 2, 3].shuffled()", "let card = [1, 2, 3].randomElement()",
        "var dice = SystemRandomNumberGenerator()", "let seed = \"a\".hashValue", "let hasher = Hasher()",
        "let arguments = CommandLine.arguments", "func say() { print(\"x\") }", "let line = readLine()",
        "func wait() async { try? await Task.sleep(for: .seconds(1)) }", "let files = FileManager.default",
        "import Glibc\nlet now = time(nil)", "let now = time(nil)", "@_silgen_name(\"time\") func time(_: Int) -> Int",
        "let id = UUID()", "let queue = DispatchQueue.global()", "let schema = SchemaCatalog.folder",
    ]

    /// Each is tried for real: in a file of the domain of Stock, with what that may import.
    @Test(arguments: leaks) func `a leak is refused, by the compiler or by the search`(_ leak: String) async throws {
        guard Wall.breaches(in: leak).isEmpty else { return }
        let directory = FileManager.default.temporaryDirectory.appending(path: "wall-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }  // A temporary directory.
        let file = directory.appending(path: "Leak.swift")
        try Data("import Contracts\nimport Decisions\nimport Instants\n\(leak)\n".utf8).write(to: file)
        #expect(try compiles(file) == false, "it compiles, and the search does not see it: \(leak)")
    }

    @Test func `what a domain may do compiles the same way`() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "wall-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }  // A temporary directory.
        let file = directory.appending(path: "Fair.swift")
        let fair = "let order: OrderID = 7\nlet then = Instant(microsecondsSince1970: 0)\n"
        try Data("import Contracts\nimport Decisions\nimport Instants\n\(fair)".utf8).write(to: file)
        #expect(try compiles(file))
        #expect(Wall.breaches(in: fair).isEmpty)
    }

    private func compiles(_ file: URL) throws -> Bool {
        let compiler = Process()
        compiler.executableURL = URL(filePath: "/usr/bin/env")
        let modules = Repository.root.appending(path: ".build/debug/Modules").path(percentEncoded: false)
        compiler.arguments = [
            "swiftc", "-typecheck", "-parse-as-library", "-swift-version", "6", "-enable-upcoming-feature",
            "MemberImportVisibility",
            "-I", modules, file.path(percentEncoded: false),
        ]
        compiler.standardOutput = FileHandle.nullDevice
        compiler.standardError = FileHandle.nullDevice
        try compiler.run()
        compiler.waitUntilExit()
        return compiler.terminationStatus == 0
    }
}

/// The search for what the compiler lets through.
enum Wall {
    /// Names in Swift's own modules, which every file sees.
    private static let forbidden = [
        "ContinuousClock", "SuspendingClock", "Clock", "Task", "async", "await", "random", "randomElement", "shuffle", "shuffled",
        "SystemRandomNumberGenerator", "RandomNumberGenerator", "Hasher", "hashValue", "print", "debugPrint", "dump", "readLine",
        "CommandLine", "ObjectIdentifier", "Mirror", "_silgen_name", "_cdecl", "unsafeBitCast", "unsafe",
    ]

    static func breaches(in source: String) -> [String] {
        let code = source.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.firstMatch(of: /\/\//).map { String(line[..<$0.range.lowerBound]) } ?? String(line)
        }
        var breaches: [String] = []
        for line in code {
            if let module = line.firstMatch(of: /^\s*(?:@\w+ |public |package |internal |private )*import (?:\w+ )?(\w+)/)?.output
                .1,
                !WallTests.mayImport.contains(String(module))
            {
                breaches.append("import \(module)")
            }
            let words = Set(line.matches(of: /[A-Za-z_]\w*/).map { String($0.output) })
            breaches += forbidden.filter(words.contains)
            if words.contains(where: { $0.hasPrefix("Unsafe") || $0.hasPrefix("withUnsafe") }) {
                breaches.append("an unsafe pointer")
            }
        }
        return breaches
    }
}
