import Messaging
import Testing

struct ReadAheadTests {
    private struct Broken: Error {}

    @Test func `every value comes, in order, and then the end`() throws {
        let values = try ReadAhead<Int>.run { last, _ in
            let next = (last ?? 0) + 1
            return next > 1_000 ? nil : next
        } body: { ahead in
            var values: [Int] = []
            while let value = try ahead.next() { values.append(value) }
            #expect(try ahead.next() == nil, "the end stays the end")
            return values
        }
        #expect(values == Array(1...1_000))
    }

    @Test func `an error comes behind the values before it`() throws {
        var values: [Int] = []
        #expect(throws: Broken.self) {
            try ReadAhead<Int>.run { last, _ in
                guard last != 3 else { throw Broken() }
                return (last ?? 0) + 1
            } body: { ahead in
                while let value = try ahead.next() { values.append(value) }
            }
        }
        #expect(values == [1, 2, 3])
    }

    @Test func `who stops taking ends the making`() throws {
        let first = try ReadAhead<Int>.run { last, _ in
            (last ?? 0) + 1
        } body: {
            try $0.next()
        }
        #expect(first == 1)
        #expect(throws: Broken.self) {
            try ReadAhead<Int>.run { last, _ in
                (last ?? 0) + 1
            } body: { _ in
                throw Broken()
            }
        }
    }
}
