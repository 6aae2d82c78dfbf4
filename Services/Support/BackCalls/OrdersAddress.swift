import Foundation
import ServiceKit
import Synchronization

/// Where Orders listens: from a setting, or looked up in its run file and remembered until a call fails.
final class OrdersAddress: Sendable {
    private let fixed: String?
    private let dataDirectory: String
    private let known = Mutex<String?>(nil)

    init(_ configuration: ServiceConfiguration) {
        fixed = configuration.publisherURL
        dataDirectory = configuration.dataDirectory
    }

    /// - Throws: ``BackCallFailure`` if Orders has not written where it listens, as when it is not running.
    func get() throws -> String {
        if let fixed { return fixed }
        if let url = known.withLock({ $0 }) { return url }
        guard let file = try RunFile.read("orders", in: DataDirectory(creating: dataDirectory)) else {
            throw BackCallFailure(reason: "Orders is not running: it has no run file")
        }
        let host = file.host.contains(":") ? "[\(file.host)]" : file.host
        let url = "http://\(host):\(file.port)"
        known.withLock { $0 = url }
        return url
    }

    /// It did not answer there; it may be somewhere else by now.
    func forget() { known.withLock { $0 = nil } }
}

/// Orders could not be asked, or answered with what is of no use.
struct BackCallFailure: Error, CustomStringConvertible {
    var reason: String
    var description: String { reason }
}
