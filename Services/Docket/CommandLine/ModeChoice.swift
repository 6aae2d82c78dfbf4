public import ArgumentParser
import Contracts
package import Decisions

/// `--mode` where an order may also go both ways.
package enum ModeChoice: String, Sendable, CaseIterable, ExpressibleByArgument {
    case choreography, orchestration, both

    package var modes: [CoordinationMode] {
        switch self {
        case .choreography: [.choreography]
        case .orchestration: [.orchestration]
        case .both: [.orchestration, .choreography]
        }
    }
}

// `--mode choreography` reads straight into the type that travels on the messages.
extension CoordinationMode: ExpressibleByArgument {}
extension PayloadStyle: ExpressibleByArgument {}
