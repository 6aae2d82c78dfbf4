import Testing

/// What the tool shows goes through `Terminal`, which lets nothing through that a terminal could take for a command.
@Suite struct OutputTests {
    @Test func `nothing is written to the terminal but by Terminal`() throws {
        let ways = /\b(print|debugPrint|fputs)\(|FileHandle\.standard(Output|Error)|STD(OUT|ERR)_FILENO/
        let files = try Repository.swiftFiles(under: "Services/Docket").filter { !$0.path.hasSuffix("/Terminal.swift") }
        #expect(files.count > 200)
        for file in files {
            for (number, line) in file.lines.enumerated() {
                let code = line.firstMatch(of: /(^|\s)\/\//).map { line[..<$0.range.lowerBound] } ?? line
                #expect(code.firstMatch(of: ways) == nil, "\(file):\(number + 1): \(line)")
            }
        }
    }

    /// Colours are drawn by `Terminal.paint`; a sequence written elsewhere comes out escaped.
    @Test func `no file writes an escape sequence of its own`() throws {
        for file in try Repository.swiftFiles(under: "Services/Docket") where !file.path.hasSuffix("/Terminal.swift") {
            let isSimulatedGarbage = file.path.hasSuffix("/Customers.swift")
            for (number, line) in file.lines.enumerated() where !isSimulatedGarbage {
                #expect(!line.contains("u{1B}") && !line.contains("u{1b}"), "\(file):\(number + 1)")
            }
        }
    }
}
