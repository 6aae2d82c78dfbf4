import Contracts
import DocketCommandLine

/// One row of a shop's export, checked: one line item.
struct OrderRow: Sendable, Hashable {
    var line: Int
    var order: String
    var customer: CustomerID
    var item: OrderItem
}

/// Turns the fields of a row into an ``OrderRow``, by the names in the header.
struct OrderRowReader: Sendable {
    static let columns = ["order", "customer", "sku", "qty", "unit_price", "ordered_at"]

    private let places: [String: Int]
    private let width: Int
    private let currency: String

    /// - Throws: ``ToolFailure`` with status 64 if a column is missing or there twice: then no row can be read.
    init(header: [String], currency: String) throws(ToolFailure) {
        var places: [String: Int] = [:]
        for (place, title) in header.enumerated() {
            let name = title.trimmed.lowercased()
            guard places[name] == nil || name.isEmpty else { throw Self.badHeader("the column '\(name)' is there twice") }
            places[name] = place
        }
        let missing = Self.columns.filter { places[$0] == nil }
        guard missing.isEmpty else {
            let hint = header.count == 1 && header[0].contains(";") ? "; fields are separated by commas, not semicolons" : ""
            throw Self.badHeader("the header has no column \(missing.joined(separator: ", "))\(hint)")
        }
        self.places = places
        width = header.count
        self.currency = currency
    }

    /// - Throws: ``Rejection``: the row is left out, the next one is read.
    func read(_ fields: [String], line: Int) throws(Rejection) -> OrderRow {
        guard fields.count == width else {
            throw Rejection(line, "has \(fields.count) fields, the header \(width)")
        }
        let order = try required("order", fields, line)
        guard order.utf8.count <= 64 else { throw Rejection(line, "order is longer than 64 characters") }
        let item = OrderItem(
            sku: try identifier("sku", fields, line), quantity: try quantity(fields, line), unitPrice: try price(fields, line))
        return OrderRow(line: line, order: order, customer: try identifier("customer", fields, line), item: item)
    }

    /// Why a row is left out.
    struct Rejection: Error {
        let row: BadRow
        init(_ line: Int, _ reason: String) { row = BadRow(line: line, reason: reason) }
    }

    private func required(_ column: String, _ fields: [String], _ line: Int) throws(Rejection) -> String {
        let text = (places[column].map { fields[$0] } ?? "").trimmed
        guard !text.isEmpty else { throw Rejection(line, "\(column) is missing") }
        return text
    }

    private func identifier<Kind>(
        _ column: String, _ fields: [String], _ line: Int
    ) throws(Rejection) -> Contracts.Identifier<Kind> {
        let text = try required(column, fields, line)
        guard let identifier = Contracts.Identifier<Kind>(text) else {
            throw Rejection(line, "\(column) '\(text.shortened)' is not 1 to 64 letters, digits or . _ - / # +")
        }
        return identifier
    }

    private func quantity(_ fields: [String], _ line: Int) throws(Rejection) -> Quantity {
        let text = try required("qty", fields, line)
        guard let number = Int(text) else { throw Rejection(line, "qty '\(text.shortened)' is no whole number") }
        guard let quantity = Quantity(number) else {
            throw Rejection(line, "qty \(number) is not 1 to \(Quantity.limit.grouped)")
        }
        return quantity
    }

    private func price(_ fields: [String], _ line: Int) throws(Rejection) -> Money {
        let text = try required("unit_price", fields, line)
        do {
            return try Money(amount: try PriceParser.minorUnits(text), currency: currency)
        } catch let failure as PriceParser.Failure {
            throw Rejection(line, "unit_price '\(text.shortened)' \(failure.reason)")
        } catch {
            throw Rejection(line, "unit_price '\(text.shortened)': \(error)")
        }
    }

    private static func badHeader(_ reason: String) -> ToolFailure {
        ToolFailure(.usage, "\(reason); the first line must name \(columns.joined(separator: ","))")
    }
}

extension String {
    var trimmed: String {
        guard first == " " || first == "\t" || last == " " || last == "\t" else { return self }
        return String(drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }

    /// For messages about wrong input, which may be long.
    var shortened: String { count > 40 ? prefix(40) + "…" : self }
}
