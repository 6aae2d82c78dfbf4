import Foundation
import Synchronization

/// Makes values on a thread of its own, a few ahead of their consumer: two processors work where one would wait for itself.
public final class ReadAhead<Value: Sendable>: Sendable {
    private static var depth: Int { 8 }

    private let made = DispatchSemaphore(value: 0)
    /// Begins at 0: a semaphore that ends below where it began stops the program.
    private let free = DispatchSemaphore(value: 0)
    private let over = DispatchSemaphore(value: 0)
    private let state = Mutex(State())

    private struct State {
        /// Made and not taken yet. What ends it stays.
        var values: [Result<Value?, any Error>] = []
        var isStopped = false
    }

    private init() {
        for _ in 0..<Self.depth { free.signal() }
    }

    /// Runs `body`, which takes the values one by one with ``next()``. None is made any more when this returns.
    ///
    /// - Parameter make: Makes the value after the given one, the first after `nil`; `nil` ends it. It gets the number of values that are ready: with
    ///   none, the consumer waits for it.
    public static func run<Output>(
        make: @escaping @Sendable (_ last: Value?, _ ready: Int) throws -> Value?, body: (ReadAhead<Value>) throws -> Output
    ) throws -> Output {
        let ahead = ReadAhead()
        Thread.detachNewThread { ahead.work(make) }
        defer { ahead.stop() }
        return try body(ahead)
    }

    /// `nil` after the last one; an error, if that ended it. From then on always the same.
    public func next() throws -> Value? {
        made.wait()
        let result = state.withLock { state in
            guard case .success(.some) = state.values[0] else { return state.values[0] }
            return state.values.removeFirst()
        }
        if case .success(.some) = result { free.signal() } else { made.signal() }
        return try result.get()
    }

    private func work(_ make: (Value?, Int) throws -> Value?) {
        defer { over.signal() }
        var last: Value?
        while true {
            free.wait()
            let (isStopped, ready) = state.withLock { ($0.isStopped, $0.values.count) }
            if isStopped { return }
            let result = Result { try make(last, ready) }
            state.withLock { $0.values.append(result) }
            made.signal()
            guard case .success(let value?) = result else { return }
            last = value
        }
    }

    private func stop() {
        state.withLock { $0.isStopped = true }
        free.signal()
        over.wait()
    }
}
