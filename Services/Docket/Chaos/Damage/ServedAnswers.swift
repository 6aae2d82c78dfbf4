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
struct ServedAnswers: Sendable {
    /// Bodies of answers with status 200, by path. A list is an object with an array in it.
    private let bodies: [String: Body]

    /// The members of an object, each as JSON with sorted keys; of a list, each element.
    private struct Body: Equatable {
        var values: [String: String] = [:]
        var lists: [String: Set<String>] = [:]

        init?(_ data: Data) {
            guard let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any] else { return nil }
            for (key, value) in object {
                if let list = value as? [Any] { lists[key] = Set(list.map(Self.text)) } else { values[key] = Self.text(value) }
            }
        }

        private static func text(_ value: Any) -> String {
            let data = try? JSONSerialization.data(withJSONObject: value, options: [.sortedKeys, .fragmentsAllowed])
            return data.map { String(decoding: $0, as: UTF8.self) } ?? "\(value)"
        }

        /// A list that leaves damaged rows out, and says so; all others are as they were.
        func isOpenAboutDamage(beside then: Body) -> Bool {
            guard let damaged = lists["damaged"] else { return false }
            let rest = values.filter { $0.key != "next" }
            return rest == then.values.filter { $0.key != "next" }
                && lists.allSatisfy { key, rows in rows == damaged && key == "damaged" || rows.isSubset(of: then.lists[key] ?? [])
                }
        }
    }

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
        var bodies: [String: Body] = [:]
        for path in paths {
            guard let address = try? HTTPAddress(address),
                let reply = try? await PlainHTTP.shared.send(
                    PlainRequest(.GET, address, path, answerLimit: 16 << 20), timeout: .seconds(10)),
                reply.status == 200,
                let body = Body(Data(reply.body.readableBytesView))
                // No answer, or one that says no, shows nothing that is damaged.
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
            return now != then && !now.isOpenAboutDamage(beside: then)
        }
    }
}
