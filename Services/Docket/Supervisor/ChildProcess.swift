package import Subprocess
package import SystemPackage

/// How a process ended.
package enum ProcessEnd: Sendable, Hashable, CustomStringConvertible {
    case exited(Int32)
    case signalled(Int32)
    case notStarted(String)

    package var description: String {
        switch self {
        case .exited(let code): "ended with exit code \(code)"
        case .signalled(let signal): "was ended by signal \(signal)"
        case .notStarted(let reason): "could not be started: \(reason)"
        }
    }
}

/// A process that runs now.
package struct RunningProcess: Sendable {
    package let pid: Int32
    let startedAt: ContinuousClock.Instant
    /// Through the kernel's process handle: it cannot hit another process that got the same number later.
    package let send: @Sendable (Signal) throws -> Void
}

/// One run of one program, from its start to its end.
package enum ChildProcess {
    /// Returns when the process has ended and its last line was read.
    ///
    /// Its standard output and error arrive line by line. It gets a process group of its own: Ctrl-C at the terminal reaches
    /// only us, and we stop the children in our own way. If we end in any other way the ``LifelinePair`` ends, and the children stop by
    /// themselves. (Swift cannot ask Linux for `PR_SET_PDEATHSIG` between fork and exec, and SIGKILL would be no clean stop.)
    ///
    /// - Parameter input: Its standard input; `nil` for an empty one.
    @concurrent
    package static func run(
        _ program: String, arguments: [String], environment: [String: String], input: FileDescriptor? = nil,
        onStart: @Sendable (RunningProcess) async -> Void, onLine: @Sendable (String) -> Void
    ) async -> ProcessEnd {
        var options = PlatformOptions()
        options.processGroupID = 0
        let overrides = environment.reduce(into: [Environment.Key: String?]()) { $0[.init(stringLiteral: $1.key)] = $1.value }
        do {
            let empty = input == nil ? try FileDescriptor.open("/dev/null", .readOnly, options: .closeOnExec) : nil
            let result = try await Subprocess.run(
                .path(FilePath(program)), arguments: .init(arguments), environment: .inherit.updating(overrides),
                platformOptions: options,
                input: .fileDescriptor(input ?? empty ?? .standardInput, closeAfterSpawningProcess: input == nil),
                output: .sequence,
                error: .combinedWithOutput
            ) { execution in
                await onStart(
                    RunningProcess(pid: execution.processIdentifier.value, startedAt: .now) { try execution.send(signal: $0) })
                for try await line in execution.standardOutput.strings(bufferingPolicy: .unbounded) { onLine(line) }
            }
            switch result.terminationStatus {
            case .exited(let code): return .exited(code)
            case .signaled(let signal): return .signalled(signal)
            }
        } catch {
            return .notStarted("\(error)")
        }
    }
}
