package import ArgumentParser

/// `docket schema`.
package struct SchemaCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Which schemas of messages were published, and what a new version may change.",
        discussion: """
            The schemas stand in Shared/Contracts/Schemas, what of them was registered in
            registry.json beside them.

            Examples:
              docket schema list                       every message, its versions and level
              docket schema diff OrderPaid 1 2         what changed, and whom it breaks
              docket schema check                      the files against the record
              docket schema register OrderPaid         make a new version known
              docket schema serve --file schemas.json  the registry over HTTP
            """,
        subcommands: [
            SchemaListCommand.self, SchemaShowCommand.self, SchemaDiffCommand.self, SchemaCheckCommand.self,
            SchemaRegisterCommand.self, SchemaServeCommand.self,
        ])

    package init() {}
}

/// `--schemas`, taken by every command that looks at a folder of schemas.
struct SchemaFolderOption: ParsableArguments {
    @Option(
        help: .init(
            "Folder of the schemas. (default: Shared/Contracts/Schemas, else those shipped with docket)", valueName: "dir"))
    var schemas: String?

    func find() throws -> SchemaFolder { try SchemaFolder.find(schemas) }
}
