public import ArgumentParser
import Contracts
import Decisions

// `--mode choreography` reads straight into the type that travels on the messages.
extension Workflow: ExpressibleByArgument {}
extension PayloadStyle: ExpressibleByArgument {}
