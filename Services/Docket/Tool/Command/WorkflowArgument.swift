import Decisions
import Contracts
public import ArgumentParser

// `--mode choreography` reads straight into the type that travels on the messages.
extension Workflow: ExpressibleByArgument {}
extension PayloadStyle: ExpressibleByArgument {}
