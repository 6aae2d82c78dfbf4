import DocketClient
import DocketInstallation
import DocketSupervisor
import Foundation
import Fulfilment
import FulfilmentSupport
import NIOCore
import NIOHTTP1
import PlainHTTP
import ServiceKit
import Subprocess
import Synchronization

/// What a service answers to everything that can be read of it.
struct ServedAnswers: @unchecked Sendable {
    /// Bodies of answers with status 200, by path. A list is an object with an array in it.
    private let bodies: [String: NSDictionary]

    /// How far the service came.
    enum Outcome: Sendable {
        case served(ServedAnswers)
        /// It did not start, and said so.
        case refused
        /// It was ended by a signal, at the start or by a question.
        case died
    }

    /// How far one run of a service has come.
    private final class Course: Sendable {
        struct State {
            var process: RunningProcess?
            var answers: ServedAnswers?
            var isOver = false
        }

        let state = Mutex(State())
    }

    /// Starts the service on this directory, asks it everything, and stops it.
    static func look(_ service: ServiceName, in site: DamageSite, orders: [Int], _ binaries: Binaries, _ lifeline: LifelinePair)
        async -> Outcome
    {
        let course = Course()
        let end = await withTaskGroup(of: ProcessEnd?.self) { group in
            group.addTask {
                let end = await ChildProcess.run(
                    binaries.path(of: service), arguments: ["--data-dir", site.installation.path, "--port", "0"],
                    environment: ["DOCKET_LIFELINE": "true", "DOCKET_LOG_LEVEL": "critical"], input: lifeline.children,
                    onStart: { started in course.state.withLock { $0.process = started } }, onLine: { _ in })
                course.state.withLock { $0.isOver = true }
                return end
            }
            group.addTask {
                let deadline = ContinuousClock.now + .seconds(20)
                while !course.state.withLock(\.isOver), .now < deadline {
                    if let running = course.state.withLock(\.process),
                        let address = await HealthProbe().address(of: service, pid: running.pid, in: site.installation)
                    {
                        let answers = await ask(service, at: address, orders: orders)
                        course.state.withLock { $0.answers = answers }
                        break
                    }
                    // Only a cancelled task wakes early.
                    try? await Task.sleep(for: .milliseconds(10))
                }
                // Already gone is what we want.
                try? course.state.withLock(\.process)?.send(.terminate)
                return nil
            }
            var end: ProcessEnd?
            for await one in group { end = end ?? one }
            return end
        }
        // A signal of ours is answered by an end in good order.
        if case .signalled = end { return .died }
        return course.state.withLock(\.answers).map { .served($0) } ?? .refused
    }

    private static func ask(_ service: ServiceName, at address: String, orders: [Int]) async -> ServedAnswers {
        let paths = (fulfilmentServices.first { $0.name == service.rawValue }?.reads ?? []).flatMap { path in
            path.contains("{order}") ? orders.map { path.replacing("{order}", with: "\($0)") } : [path]
        }
        var bodies: [String: NSDictionary] = [:]
        for path in paths {
            guard let address = try? HTTPAddress(address),
                let reply = try? await PlainHTTP.shared.send(
                    PlainRequest(.GET, address, path, answerLimit: 16 << 20), timeout: .seconds(10)),
                reply.status == 200,
                let body = try? JSONSerialization.jsonObject(with: Data(reply.body.readableBytesView)) as? NSDictionary
            else { continue }
            bodies[path] = body
        }
        return ServedAnswers(bodies: bodies)
    }

    var count: Int { bodies.count }

    /// The paths whose answers are not those of the undamaged files: another value, or less than there was without a word about it.
    func differences(from sound: ServedAnswers) -> [String] {
        bodies.keys.sorted().filter { path in
            guard let now = bodies[path], let then = sound.bodies[path] else { return true }
            return !now.isEqual(then) && !Self.isOpenAboutDamage(now, then)
        }
    }

    /// A list that leaves damaged rows out, and says so; all others are as they were.
    private static func isOpenAboutDamage(_ now: NSDictionary, _ then: NSDictionary) -> Bool {
        guard now["damaged"] != nil else { return false }
        return now.allKeys.allSatisfy { key in
            if let rows = now[key] as? [NSDictionary], let all = then[key] as? [NSDictionary] {
                return rows.allSatisfy(all.contains)
            }
            return ["damaged", "next"].contains(key as? String ?? "") || (now[key] as? NSObject) == (then[key] as? NSObject)
        }
    }
}
