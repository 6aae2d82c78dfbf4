package import DocketCommandLine
package import Foundation

/// Where the programs of the services lie: beside the running `docket`, as `swift build` and the container image put them.
package struct Binaries: Sendable {
    private let directory: URL

    package init(directory: URL) {
        self.directory = directory
    }

    /// The directory of the running program.
    ///
    /// - Throws: ``ToolFailure`` if a program is missing there.
    package static func besideThisProgram() throws(ToolFailure) -> Binaries {
        let program = Bundle.main.executableURL?.resolvingSymlinksInPath() ?? URL(filePath: CommandLine.arguments[0])
        let binaries = Binaries(directory: program.deletingLastPathComponent())
        try binaries.checkAllExist()
        return binaries
    }

    package func path(of service: ServiceName) -> String {
        directory.appending(path: service.executable).path(percentEncoded: false)
    }

    /// This program itself.
    package var tool: String { directory.appending(path: "docket").path(percentEncoded: false) }

    func checkAllExist() throws(ToolFailure) {
        let missing = ServiceName.allCases.filter { !FileManager.default.isExecutableFile(atPath: path(of: $0)) }
        guard !missing.isEmpty else { return }
        throw ToolFailure(
            .failed,
            "cannot find \(missing.map(\.executable).joined(separator: ", ")) in \(directory.path(percentEncoded: false));"
                + " build all programs first: swift build")
    }
}
