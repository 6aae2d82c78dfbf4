import CompactJSON
import Contracts
import Decisions
import Foundation
import Messaging

extension Message {
    func encoded() throws -> Data { try MessageCoding.encode(self) }
}

extension MessageType {
    func read(version: Int = 1, _ data: Data) throws -> any Message {
        try MessageTypes(MessageCatalog.payloads).read(data, as: rawValue, version: version)
    }
}
