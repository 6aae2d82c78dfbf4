package import Foundation

// A `Date` counts seconds from 2001 in a Double: near today that resolves a tenth of a microsecond, so whole microseconds
// survive the way there and back. From 1970 they would only just.
private let referenceDateSince1970: Int64 = 978_307_200_000_000

extension Date {
    /// The nearest whole microsecond, counted from 1970.
    package var microsecondsSince1970: Int64 {
        Int64((timeIntervalSinceReferenceDate * 1_000_000).rounded()) + referenceDateSince1970
    }

    package init(microsecondsSince1970 microseconds: Int64) {
        self.init(timeIntervalSinceReferenceDate: Double(microseconds - referenceDateSince1970) / 1_000_000)
    }
}

extension Duration {
    /// In seconds, for the interfaces of the operating system.
    package var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
