import HTTPTypes
import Hummingbird

extension ServiceRouter {
    /// Answers 405 with `Allow` for every other method on the paths there are. Call it after all routes.
    ///
    /// Hummingbird itself answers 404, as if the path did not exist.
    func addMethodNotAllowedRoutes() {
        let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options]
        for (path, routes) in Dictionary(grouping: routes, by: { $0.path.description }) {
            var allowed = Set(routes.map(\.method))
            // Hummingbird answers HEAD wherever there is a GET.
            if allowed.contains(.get) { allowed.insert(.head) }
            let allow = methods.filter(allowed.contains).map(\.rawValue).joined(separator: ", ")
            for method in methods where !allowed.contains(method) {
                on(RouterPath(path), method: method) { request, _ -> Response in
                    throw Problem(.methodNotAllowed, "\(request.uri.path) takes \(allow)", headers: [.allow: allow])
                }
            }
        }
    }
}
