import Testing

/// Files hold one idea, functions fit on a screen.
@Suite struct LengthTests {
    static let folders = ["Services", "Shared"]

    @Test(arguments: folders) func `no file is longer than 300 lines`(folder: String) throws {
        for file in try Repository.swiftFiles(under: folder) {
            #expect(file.lines.count <= 301, "\(file) has \(file.lines.count - 1) lines")
        }
    }

    @Test(arguments: folders) func `no function is longer than 70 lines`(folder: String) throws {
        for file in try Repository.swiftFiles(under: folder) {
            for function in functions(in: file) {
                #expect(function.length <= 70, "\(file):\(function.line) is \(function.length) lines long")
            }
        }
    }

    @Test func `a function of 71 lines would be found`() {
        let lines = ["func long() {"] + Array(repeating: "    work()", count: 69) + ["}"]
        let file = Repository.SourceFile(path: "Long.swift", lines: lines.map { $0[...] })
        #expect(functions(in: file).map(\.length) == [71])
    }

    @Test func `executables are at most 25 lines`() throws {
        for file in try Repository.swiftFiles(under: "Services") where file.path.contains("/Executable/") {
            #expect(file.lines.count <= 26, "\(file) has \(file.lines.count - 1) lines")
        }
    }

    /// A function runs from its `func` or `init` to the brace that closes at the same indentation.
    private func functions(in file: Repository.SourceFile) -> [(line: Int, length: Int)] {
        file.lines.indices.compactMap { start in
            let line = file.lines[start]
            let words = line.split(separator: " ")
            guard words.contains("func") || words.contains(where: { $0.hasPrefix("init(") }), !line.contains("//"),
                !line.hasSuffix("}")
            else {
                return nil
            }
            let indentation = String(line.prefix { $0 == " " })
            let end = file.lines[start...].firstIndex { $0 == indentation + "}" }
            let next = file.lines[(start + 1)...].firstIndex {
                $0.hasPrefix(indentation) && $0.contains("func ") && !$0.hasPrefix(indentation + " ")
            }
            guard let end, end < next ?? .max else { return nil }
            return (start + 1, end - start + 1)
        }
    }
}
