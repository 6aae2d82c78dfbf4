package import Foundation
package import SchemaRegistry
import Synchronization

/// The registry of a running server: changes one after the other, and each is in the file before it is answered.
package final class RegistryStore: Sendable {
    private let registry: Mutex<SchemaRegistry>
    private let file: URL?

    /// - Parameters:
    ///   - registry: what it begins with if there is no file yet.
    ///   - file: `nil` keeps everything in memory.
    package init(_ registry: SchemaRegistry, file: URL? = nil) throws {
        self.file = file
        if let file, FileManager.default.fileExists(atPath: file.path) {
            self.registry = Mutex(try RegistryRecord.read(Data(contentsOf: file)))
        } else {
            self.registry = Mutex(registry)
        }
    }

    var current: SchemaRegistry { registry.withLock(\.self) }

    /// If `body` throws or the file cannot be written, nothing has changed.
    func change<Answer>(_ body: (inout SchemaRegistry) throws -> Answer) throws -> Answer {
        try registry.withLock { registry in
            var changed = registry
            let answer = try body(&changed)
            if let file, changed != registry { try RegistryRecord.write(changed).write(to: file, options: .atomic) }
            registry = changed
            return answer
        }
    }
}
