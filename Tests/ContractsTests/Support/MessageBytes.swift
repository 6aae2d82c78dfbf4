import CompactJSON
import Contracts
import Decisions
import Foundation
import Messaging

extension Message {
    func encoded() throws -> Data { try MessageCoding.encode(self) }
}

extension MessageType {
    /// - Parameter version: The newest, if none is given.
    func read(version: Int? = nil, _ data: Data) throws -> any Message {
        try MessageTypes(MessageCatalog.payloads).read(data, as: rawValue, version: version ?? payload.version)
    }
}
