import DocketClient
import DocketCommandLine
import DocketInstallation
import Foundation
import ServiceKit

/// The dead letters of an installation, over all services that are asked.
///
/// A letter is named by the position of its message in the log, so several services may have one of the same name: what is done is done
/// at each of them, unless one is named.
struct DeadLetterClient: Sendable {
    /// A letter and whose it is.
    struct Found: Sendable, Encodable {
        var service: ServiceName
        var letter: DeadLetterView
    }

    let api: DocketAPI
    let services: [ServiceName]

    init(_ installation: Installation, service: ServiceName?) {
        api = DocketAPI(installation)
        services = service.map { [$0] } ?? ServiceName.allCases
    }

    /// The letter at `position` at each service that has it.
    ///
    /// - Throws: ``ToolFailure`` if no service has it, or if one that may have it does not answer.
    func find(_ position: Int64) async throws -> [Found] {
        var found: [Found] = []
        var silent: [APIError] = []
        for service in services {
            do {
                found.append(Found(service: service, letter: try await api.client(of: service).deadLetter(position)))
            } catch  where error.status == 404 {
                continue
            } catch {
                silent.append(error)
            }
        }
        guard silent.isEmpty else { throw ToolFailure(.tryLater, "\(silent[0]); name another with --service") }
        guard !found.isEmpty else {
            throw ToolFailure(.failed, "there is no dead letter at position \(position); docket dead-letters list --state any")
        }
        return found
    }

    /// Does something to the letter at each service that has it open, and returns what came of it.
    func change(
        _ position: Int64, _ act: (ServiceClient, DeadLetterView) async throws(APIError) -> DeadLetterView
    ) async throws -> [Found] {
        let found = try await find(position)
        // A repeat is to be answered like the first: where all are dealt with, each service says so itself.
        let open = found.filter { $0.letter.state == "waiting" || $0.letter.state == "retrying" }
        var changed: [Found] = []
        for one in open.isEmpty ? found : open {
            do {
                changed.append(Found(service: one.service, letter: try await act(api.client(of: one.service), one.letter)))
            } catch {
                throw ToolFailure(error.isRetriable ? .tryLater : .failed, "\(error)")
            }
        }
        return changed
    }
}
