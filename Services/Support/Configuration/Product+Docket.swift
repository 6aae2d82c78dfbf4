package import ServiceKit

extension Product {
    /// Docket, as its services and its tool name it.
    package static let docket = Product(
        metricPrefix: "docket",
        recovery: RecoveryCommands(
            restore: "docket restore BACKUP --replace", rebuild: { "docket rebuild \($0) --replace" }))
}
