import Foundation

// How numbers are written for people. One place, so that tables of different commands read alike.

extension Duration {
    package var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }

    /// `0.25 s`, `12.4 s`.
    package var asSeconds: String {
        seconds < 10 ? String(format: "%.2f s", seconds) : String(format: "%.1f s", seconds)
    }

    /// `4.2 ms`, `138 ms`, for latencies.
    package var asMilliseconds: String {
        let milliseconds = seconds * 1000
        return milliseconds < 100 ? String(format: "%.1f ms", milliseconds) : String(format: "%.0f ms", milliseconds)
    }

    /// `3h 12m`, `42s`: how long something has been running.
    package var asAge: String {
        let total = Int(components.seconds)
        return switch total {
        case ..<60: "\(total)s"
        case ..<3600: "\(total / 60)m \(total % 60)s"
        default: "\(total / 3600)h \(total % 3600 / 60)m"
        }
    }
}

extension Double {
    /// For programs that read the figure: no more digits than mean something.
    package func rounded(toPlaces places: Int) -> Double {
        let factor = (0..<places).reduce(1.0) { factor, _ in factor * 10 }
        return (self * factor).rounded() / factor
    }
}

extension BinaryInteger {
    /// `12,345`.
    package var grouped: String {
        let digits = String(magnitude)
        var text = ""
        for (offset, digit) in digits.enumerated() {
            if offset > 0 && (digits.count - offset).isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return self < 0 ? "-" + text : text
    }
}

extension String {
    /// Spaces are added on the right up to this width; a longer text stays as it is.
    package func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }

    /// Spaces are added on the left, for numbers.
    package func leftPadded(to width: Int) -> String {
        String(repeating: " ", count: max(0, width - count)) + self
    }
}
