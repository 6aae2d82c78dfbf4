import EventBus
import Foundation
import Testing

extension EventBusCheck {
    /// What every bus promises about appending. See `EventBus.append(_:)`.
    static let appending: [EventBusCheck] = [
        EventBusCheck("messages come back whole and in the order they were appended") { bus throws in
            let first = (1...3).map { number in
                Envelope.made(
                    id: "first-\(number)", time: Date(timeIntervalSince1970: 1_795_449_600.123456),
                    causationID: "cause-\(number)",
                    data: Data(#"{"name":"Zoë \"Z\" / 東京","number":1}"#.utf8))
            }
            let second = [Envelope.made(id: "second", causationID: nil)]
            let positions = try bus.append(first) + bus.append(second)

            let page = try bus.read(after: 0, types: nil, limit: 100)
            #expect(page.messages.map(\.position) == positions)
            #expect(positions == positions.sorted() && Set(positions).count == 4)
            #expect(page.messages.map(\.envelope.id) == ["first-1", "first-2", "first-3", "second"])
            for (read, appended) in zip(page.messages.map(\.envelope), first + second) {
                #expect(abs(read.time.timeIntervalSince(appended.time)) < 0.000_001)
                var sameTime = read
                sameTime.time = appended.time
                #expect(sameTime == appended)
            }
        },
        EventBusCheck("an empty batch is no news") { bus throws in
            #expect(try bus.append([]) == [])
            #expect(try bus.statistics().last == 0)
        },
        EventBusCheck("a repeat in the same batch adds nothing and names the first position") { bus throws in
            let positions = try bus.append([.made(id: "a"), .made(id: "b"), .made(id: "a", type: "Other")])
            #expect(positions[2] == positions[0])
            let page = try bus.read(after: 0, types: nil, limit: 10)
            #expect(page.messages.map(\.envelope.id) == ["a", "b"])
            #expect(page.messages.map(\.envelope.type) == ["Sample", "Sample"])
        },
        EventBusCheck("a repeat in a later batch adds nothing and names the first position") { bus throws in
            let first = try bus.append([.made(id: "a"), .made(id: "b")])
            let again = try bus.append([.made(id: "b"), .made(id: "c"), .made(id: "a")])
            #expect(again[0] == first[1])
            #expect(again[2] == first[0])
            #expect(try bus.read(after: 0, types: nil, limit: 10).messages.map(\.envelope.id) == ["a", "b", "c"])
        },
        EventBusCheck("the same messages appended by several threads at once are there once") { bus throws in
            let batches = (0..<40).map { number in (0..<5).map { Envelope.made(id: "\((number + $0) % 20)") } }
            let answers = try concurrently(batches) { try bus.append($0) }

            let messages = try bus.read(after: 0, types: nil, limit: 1000).messages
            #expect(messages.map(\.envelope.id).sorted() == (0..<20).map(String.init).sorted())
            let positions = Dictionary(uniqueKeysWithValues: messages.map { ($0.envelope.id, $0.position) })
            for (batch, answer) in zip(batches, answers) {
                #expect(answer == batch.map { positions[$0.id] ?? -1 })
            }
        },
        EventBusCheck("batches appended at once stay whole, and none is lost") { bus throws in
            let batches = (0..<30).map { batch in (0..<4).map { Envelope.made(id: "\(batch)-\($0)") } }
            let answers = try concurrently(batches) { try bus.append($0) }

            for answer in answers {
                #expect(answer == (answer[0]..<answer[0] + 4).map { $0 })
            }
            let read = try bus.read(after: 0, types: nil, limit: 1000).messages
            #expect(Set(read.map(\.envelope.id)) == Set(batches.joined().map(\.id)))
        },
        EventBusCheck("a batch with one bad message is refused as a whole") { bus throws in
            // Seen by the bus itself or, on the way to another process, by the coding: the answer is the same.
            let error = #expect(throws: BusError.self) { try bus.append([.made(id: "good"), .made(id: "")]) }
            #expect(error?.code == .invalid)
            #expect(error?.isRetriable == false)
            #expect(try bus.read(after: 0, types: nil, limit: 10).messages == [])
        },
        EventBusCheck("a batch of too many messages is refused and the largest one is taken") { bus throws in
            let batch = (0...BatchLimits.messages).map { Envelope.made(id: "\($0)") }
            let error = #expect(throws: BusError.self) { try bus.append(batch) }
            #expect(error?.code == .invalid)
            #expect(try bus.statistics().messages == 0)
            #expect(try bus.append(Array(batch.dropLast())).count == BatchLimits.messages)
            #expect(try bus.statistics().messages == Int64(BatchLimits.messages))
        },
    ]
}
