import ArgumentParser

/// The four services, in the order they are started and shown.
///
/// The raw value is the name in logs, in run files and as consumer of the bus.
package enum ServiceName: String, Sendable, Hashable, Codable, CaseIterable {
    case orders, stock, shipping, dispatch

    /// The program's file name. (A module called `Dispatch` would hide libdispatch, hence the long name of one.)
    package var executable: String {
        self == .dispatch ? "dispatch-orchestrator" : rawValue
    }

    /// Distance from the port of `orders`.
    var portOffset: Int {
        switch self {
        case .orders: 0
        case .stock: 1
        case .shipping: 2
        case .dispatch: 3
        }
    }

    var colour: Colour {
        switch self {
        case .orders: .cyan
        case .stock: .green
        case .shipping: .magenta
        case .dispatch: .blue
        }
    }

    /// The name padded so that columns line up under each other.
    var column: String { rawValue.padded(to: 8) }
}

// On the command line a service is called as everywhere else.
extension ServiceName: ExpressibleByArgument {}

extension String {
    /// Spaces are added on the right up to this width; a longer text stays as it is.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }

    /// Spaces are added on the left, for numbers.
    func leftPadded(to width: Int) -> String {
        String(repeating: " ", count: max(0, width - count)) + self
    }
}
