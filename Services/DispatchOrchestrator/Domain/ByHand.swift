import Contracts
public import Decisions

/// What a person may do to a process that does not go on by itself. Who and why is for the service to write down.
extension DispatchSaga {
    /// Asks for the step it has come to once more, by commands of new ids, as if it had just come there.
    ///
    /// For when what stood in the way is mended: a command that ended as a dead letter is not taken again under its old id.
    public static func resume(_ saga: Saga, timeouts: TimeoutPolicy) -> Decision<Saga> {
        guard saga.phase.isWaiting else {
            return .refuse(Refusal(.conflict, "the saga is \(saga.phase.rawValue): there is nothing to ask for"))
        }
        var next = saga
        next.resumptions += 1
        next.attention = nil
        return ask(next, timeouts)
    }

    /// Gives up going forward and undoes what was done, as if the step had run out of time.
    public static func compensate(_ saga: Saga, timeouts: TimeoutPolicy) -> Decision<Saga> {
        switch saga.phase.direction {
        case .forward: giveUp(saga, timeouts)
        case .undoing: .ignore(because: "it is being undone already")
        case .pastPivot:
            .refuse(Refusal(.conflict, "the order is past the pivot: what is ready goes through and is not undone"))
        case .ended: .refuse(Refusal(.conflict, "the saga is \(saga.phase.rawValue) already"))
        }
    }

    /// Ends the process in its present state: a person has settled the rest by other means. Nothing is asked for any more.
    public static func close(_ saga: Saga) -> Decision<Saga> {
        guard saga.phase != .closed else { return .ignore(because: "it is closed already") }
        guard saga.phase != .completed, saga.phase != .cancelled else {
            return .refuse(Refusal(.conflict, "the saga is \(saga.phase.rawValue): it has come to its end"))
        }
        var next = saga
        next.phase = .closed
        next.attention = nil
        return .advance(next, publish: [SagaClosed(orderId: saga.orderId)], timeout: .end)
    }
}
