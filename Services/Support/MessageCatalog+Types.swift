package import Contracts
package import Messaging

extension MessageCatalog {
    /// All messages there are, to read any of them: for tools. A service reads what it takes.
    package static let types = MessageTypes(payloads)
}
