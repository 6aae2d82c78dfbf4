import Foundation
import Synchronization

/// Makes values on a thread of its own, a few ahead of whoever takes them: two processors work where one would wait for itself.
public final class ReadAhead<Value: Sendable>: Sendable {
    private static var depth: Int { 8 }

    private let made = DispatchSemaphore(value: 0)
    /// Begins at 0: a semaphore that ends below where it began stops the program.
    private let free = DispatchSemaphore(value: 0)
    private let over = DispatchSemaphore(value: 0)
    private let values = Mutex<[Result<Value?, any Error>]>([])
    private let isStopped = Mutex(false)

    private init() {
        for _ in 0..<Self.depth { free.signal() }
    }

    /// Runs `body`, which takes the values one by one with ``next()``. None is made any more when this returns.
    ///
    /// - Parameter make: Makes the value after the given one, the first after `nil`; `nil` ends it. It is told how many lie ready: with
    ///   none, whoever takes them waits for it.
    public static func run<Output>(
        make: @escaping @Sendable (_ last: Value?, _ ready: Int) throws -> Value?, body: (ReadAhead<Value>) throws -> Output
    ) throws -> Output {
        let ahead = ReadAhead()
        Thread.detachNewThread { ahead.work(make) }
        defer { ahead.stop() }
        return try body(ahead)
    }

    /// `nil` after the last one.
    public func next() throws -> Value? {
        made.wait()
        let result = values.withLock { $0.removeFirst() }
        free.signal()
        return try result.get()
    }

    private func work(_ make: (Value?, Int) throws -> Value?) {
        defer { over.signal() }
        var last: Value?
        while true {
            free.wait()
            if isStopped.withLock({ $0 }) { return }
            let result = Result { try make(last, values.withLock(\.count)) }
            values.withLock { $0.append(result) }
            made.signal()
            guard case .success(let value?) = result else { return }
            last = value
        }
    }

    private func stop() {
        isStopped.withLock { $0 = true }
        free.signal()
        over.wait()
    }
}
