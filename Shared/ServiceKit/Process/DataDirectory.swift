import Foundation

/// The directory that holds everything one installation keeps: the bus, the databases, locks, run files and logs.
///
/// It is private to its owner (mode 0700): orders carry names and addresses.
public struct DataDirectory: Sendable, Hashable {
    /// Absolute path, without a slash at the end.
    public let path: String

    /// Makes the directory where it is missing, and checks that it can be written to.
    ///
    /// - Throws: ``StartupError`` (`cannotCreate`) that gives the reason.
    public init(creating path: String) throws {
        self.path = URL(filePath: path).standardizedFileURL.path(percentEncoded: false).withoutTrailingSlash
        var isDirectory: ObjCBool = false
        if FileManager.default.fileExists(atPath: self.path, isDirectory: &isDirectory) {
            guard isDirectory.boolValue else {
                throw StartupError(.cannotCreate, "\(self.path) is not a directory; name another one with --data-dir")
            }
        } else {
            try Self.create(self.path)
        }
        guard access(self.path, W_OK | X_OK) == 0 else {
            throw StartupError(.cannotCreate, "the data directory \(self.path) cannot be written to by this user")
        }
    }

    /// The path of a file in the directory, such as `orders.db`.
    public func path(of name: String) -> String { "\(path)/\(name)" }

    /// What the operating system says. Foundation's own words for it may be no more than the number of its error.
    private static func reason(_ error: any Error) -> String {
        guard let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error,
            (underlying as NSError).domain == NSPOSIXErrorDomain
        else { return error.localizedDescription }
        return String(cString: strerror(Int32((underlying as NSError).code)))
    }

    private static func create(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw StartupError(
                .cannotCreate, "the data directory \(path) cannot be created: \(reason(error)); name another with --data-dir")
        }
    }
}

extension String {
    fileprivate var withoutTrailingSlash: String {
        count > 1 && hasSuffix("/") ? String(dropLast()) : self
    }
}
