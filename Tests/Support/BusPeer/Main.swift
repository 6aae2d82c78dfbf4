import BusTesting
import EventBus
import EventBusTesting
import Foundation
import SQLiteEventBus

// Another process on the same bus, for tests: `bus-peer DIRECTORY` does what the lines on its standard input ask, and answers
// each with one line. A second argument makes it do one thing instead, without being asked.

@main
struct BusPeer {
    static func main() throws {
        let arguments = CommandLine.arguments
        switch arguments.count > 2 ? arguments[2] : "serve" {
        case "stream": try stream(in: arguments[1])
        case "hold": try holdLock(in: arguments[1])
        default: try serve(SQLiteEventBus(directory: arguments[1]))
        }
    }

    private static func serve(_ bus: SQLiteEventBus) throws {
        publish("ready")
        while let line = readLine() {
            let reply: PeerReply
            do throws(BusError) {
                reply = try answer(line, bus)
            } catch {
                reply = PeerReply(errorCode: error.code.rawValue, error: error.message)
            }
            publish(String(decoding: try JSONEncoder().encode(reply), as: UTF8.self))
        }
        bus.close()
    }

    private static func answer(_ line: String, _ bus: SQLiteEventBus) throws(BusError) -> PeerReply {
        guard let request = try? JSONDecoder().decode(PeerRequest.self, from: Data(line.utf8)) else {
            throw BusError(.invalid, "no request: \(line)")
        }
        switch request.verb {
        case .append:
            var batch: [Envelope] = []
            for event in request.events { batch.append(try CloudEventCoding.sample.decode(Data(event.utf8))) }
            return PeerReply(positions: try bus.append(batch))
        case .acknowledge:
            try bus.acknowledge(request.position, by: request.consumer)
            return PeerReply()
        case .compact:
            return PeerReply(positions: [try bus.compact(upTo: request.position)])
        }
    }

    /// Appends one message after another and names each one once it is durable, until it is killed.
    private static func stream(in directory: String) throws {
        let bus = try SQLiteEventBus(directory: directory)
        for number in 1... {
            let id = "stream-\(getpid())-\(number)"
            try bus.append([.made(id: id)])
            publish(id)
        }
    }

    private static func holdLock(in directory: String) throws {
        let lock = try WriterLock(path: directory + "/bus.lock")
        try lock.acquire(atMost: .seconds(5))
        publish("holding")
        _ = readLine()
        lock.release()
    }

    private static func publish(_ line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }
}
