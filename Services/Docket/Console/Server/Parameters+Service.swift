import DocketInstallation
import Hummingbird
import ServiceKit

extension ServiceRequestContext {
    /// The service a path names.
    ///
    /// - Throws: ``Problem`` (404) if there is none of that name.
    func service() throws -> ServiceName {
        guard let service = parameters.get("service").flatMap(ServiceName.init(rawValue:)) else {
            throw Problem(
                .notFound, "there is no such service; there are \(ServiceName.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return service
    }

    /// What a path asks to be done, one of a few words.
    ///
    /// - Throws: ``Problem`` (404) that lists the words.
    func action<Action: RawRepresentable<String> & CaseIterable>(_ type: Action.Type = Action.self) throws -> Action {
        guard let action = parameters.get("action").flatMap(Action.init(rawValue:)) else {
            throw Problem(
                .notFound, "there is no such action; there are \(Action.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return action
    }
}
