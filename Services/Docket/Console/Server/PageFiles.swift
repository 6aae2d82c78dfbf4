import Foundation
import HTTPTypes
import Hummingbird
import ServiceKit

/// The page: a few files that are part of the program, read once.
///
/// They are served without the token, because a browser cannot send one with an address; what they show they ask for with it.
struct PageFiles: Sendable {
    private struct File: Sendable {
        var type: String
        var bytes: ByteBuffer
    }

    private static let types = [
        "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
        "svg": "image/svg+xml",
    ]

    private let files: [String: File]

    /// - Throws: If the program was copied without the resources that lie beside it.
    init() throws {
        let folder = try Self.folder()
        var files: [String: File] = [:]
        for url in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
            guard let type = Self.types[url.pathExtension] else { continue }
            files[url.lastPathComponent] = File(type: type, bytes: ByteBuffer(bytes: try Data(contentsOf: url)))
        }
        self.files = files
    }

    private static func folder() throws -> URL {
        guard let folder = Bundle.module.url(forResource: "Page", withExtension: nil) else { throw CocoaError(.fileNoSuchFile) }
        return folder
    }

    /// The text of one of them.
    static func text(_ name: String) throws -> String {
        try String(contentsOf: folder().appending(path: name), encoding: .utf8)
    }

    func add(to router: ServiceRouter) {
        router.get("/") { _, _ in try answer("index.html") }
        // One route a file: a name that is none is a path that there is not, as everywhere else.
        for name in files.keys.sorted() { router.get("/app/\(name)") { _, _ in try answer(name) } }
    }

    private func answer(_ name: String) throws -> Response {
        guard let file = files[name] else { throw Problem(.notFound, "there is no \(name)") }
        var headers = Self.headers
        headers[.contentType] = file.type
        headers[.contentLength] = String(file.bytes.readableBytes)
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: file.bytes))
    }

    /// Nothing is loaded from elsewhere, nothing is run that is not one of these files, and nobody frames the page.
    private static let headers: HTTPFields = {
        var headers: HTTPFields = [
            .contentSecurityPolicy:
                "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'",
            .xContentTypeOptions: "nosniff",
        ]
        if let name = HTTPField.Name("Referrer-Policy") { headers[name] = "no-referrer" }
        return headers
    }()
}
