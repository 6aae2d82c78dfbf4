/// The labels of one series, ready to print: `{type="OrderPaid",outcome="handled"}`, in the order they were given.
struct PrometheusLabels: Hashable, Sendable, CustomStringConvertible {
    private var pairs: [String]

    init(_ dimensions: [(String, String)]) {
        pairs = dimensions.map(Self.pair)
    }

    func adding(_ name: String, _ value: String) -> PrometheusLabels {
        var copy = self
        copy.pairs.append(Self.pair((name, value)))
        return copy
    }

    var description: String { pairs.isEmpty ? "" : "{\(pairs.joined(separator: ","))}" }

    private static func pair(_ label: (name: String, value: String)) -> String {
        "\(PrometheusText.labelName(label.name))=\"\(PrometheusText.escaped(label.value, quotes: true))\""
    }
}

/// The rules of the Prometheus text format 0.0.4.
enum PrometheusText {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// A metric name: letters, digits, `_` and `:`, no digit first. Anything else becomes `_`.
    static func metricName(_ text: String) -> String { name(text, extra: ":") }

    /// A label name: as a metric name, without `:`.
    static func labelName(_ text: String) -> String { name(text, extra: "_") }

    private static func name(_ text: String, extra: Unicode.Scalar) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "a"..."z", "A"..."Z", "_", extra: result.append(scalar)
            case "0"..."9":
                if result.isEmpty { result.append("_") }
                result.append(scalar)
            default: result.append("_")
            }
        }
        return result.isEmpty ? "_" : String(result)
    }

    /// - Parameter quotes: true for a label value, where a quote is escaped as well; false for HELP.
    static func escaped(_ text: String, quotes: Bool) -> String {
        var result = ""
        // By scalars: as a Character, a carriage return and line feed are one, and would slip through.
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quotes: result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// A whole number without a fraction, as Prometheus itself prints it.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    }
}
