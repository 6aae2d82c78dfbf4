import CompactJSON
import Contracts
import DocketCommandLine
import Instants

/// One row of a shop's export, checked. What belongs to the order may be blank on its further rows.
struct OrderRow: Sendable {
    var customer: CustomerID?
    var currency: String?
    var orderedAt: Instant?
    var items: [PricedItem]
}

/// An item whose currency may stand on another row.
struct PricedItem: Sendable {
    var sku: SKU
    var quantity: Quantity
    /// As the file has it.
    var price: String
    /// The price is that of all units together.
    var isTotal = false
}

/// Turns the fields of a row into an ``OrderRow``, by the names in the header.
struct OrderRowReader: Sendable {
    let places: ColumnPlaces
    private let width: Int
    private let dates: DateOrder

    init(header: [String], places: ColumnPlaces, dates: DateOrder) {
        self.places = places
        width = header.count
        self.dates = dates
    }

    /// What an order's number in its shop is the name of.
    private enum ShopOrder {}

    /// Why a row cannot be read.
    struct Problem: Error {
        var reason: String
    }

    /// The number of the order that a row belongs to, also of one that is malformed; `nil` if it names none.
    func order(_ row: CSVReader.Row, delimiter: UInt8) -> String? {
        guard let place = places[.order] else { return nil }
        let fields =
            row.problem == nil
            ? row.fields
            : String(decoding: row.text.prefix { $0 != .lineFeed }, as: UTF8.self).split(
                separator: Character(Unicode.Scalar(delimiter)), omittingEmptySubsequences: false
            ).map { String($0).replacing("\"", with: "") }
        guard fields.indices.contains(place) else { return nil }
        let order = fields[place].trimmed
        return order.isEmpty ? nil : order
    }

    func read(_ row: CSVReader.Row) throws(Problem) -> OrderRow {
        if let problem = row.problem { throw Problem(reason: problem) }
        let fields = row.fields
        guard fields.count == width else { throw Problem(reason: "has \(fields.count) fields, the header \(width)") }
        let order = try required(.order, fields)
        let _: Contracts.Identifier<ShopOrder>? = try identifier(.order, order)
        let orderedAt = try time(fields)
        return OrderRow(
            customer: try identifier(.customer, optional(.customer, fields)), currency: try currency(fields),
            orderedAt: orderedAt, items: try items(fields))
    }

    private func optional(_ column: Column, _ fields: [String]) -> String? {
        guard let place = places[column] else { return nil }
        let text = fields[place].trimmed
        return text.isEmpty ? nil : text
    }

    private func required(_ column: Column, _ fields: [String]) throws(Problem) -> String {
        guard let text = optional(column, fields) else { throw Problem(reason: "\(column.rawValue) is missing") }
        return text
    }

    private func identifier<Kind>(_ column: Column, _ text: String?) throws(Problem) -> Contracts.Identifier<Kind>? {
        guard let text else { return nil }
        guard let identifier = Contracts.Identifier<Kind>(text) else {
            throw Problem(reason: "\(column.rawValue) '\(text.shortened)' is not \(Contracts.Identifier<Kind>.rule)")
        }
        return identifier
    }

    private func time(_ fields: [String]) throws(Problem) -> Instant? {
        guard let text = optional(.orderedAt, fields) else { return nil }
        guard let instant = OrderTime(text)?.instant(dates) else {
            throw Problem(reason: "ordered_at '\(text.shortened)' is no time such as 2026-01-31 10:00")
        }
        return instant
    }

    private func currency(_ fields: [String]) throws(Problem) -> String? {
        guard let code = optional(.currency, fields) else { return nil }
        guard Currency.exponent(of: code) != nil else {
            throw Problem(reason: "currency '\(code.shortened)' is no code of ISO 4217")
        }
        return code
    }

    private func items(_ fields: [String]) throws(Problem) -> [PricedItem] {
        if places[.items] != nil { return try itemsInCell(try required(.items, fields)) }
        return [try item(try required(.sku, fields), try required(.qty, fields), try required(.unitPrice, fields))]
    }

    private func item(_ sku: String, _ quantity: String, _ price: String, isTotal: Bool = false) throws(Problem) -> PricedItem {
        guard let sku: SKU = try identifier(.sku, sku) else { throw Problem(reason: "sku is missing") }
        return PricedItem(sku: sku, quantity: try self.quantity(quantity), price: price, isTotal: isTotal)
    }

    /// Several items in one cell, as WooCommerce exports them: `name:Mug|sku:MUG|quantity:2|total:20.00;name:Cup|sku:CUP|…`.
    private func itemsInCell(_ cell: String) throws(Problem) -> [PricedItem] {
        var items: [PricedItem] = []
        for text in cell.split(separator: ";") {
            var parts: [Substring: Substring] = [:]
            for part in text.split(separator: "|") {
                let pair = part.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                if pair.count == 2 { parts[pair[0]] = pair[1] }
            }
            func part(_ name: String) throws(Problem) -> String {
                guard let text = parts[name[...]].map({ String($0).trimmed }), !text.isEmpty else {
                    throw Problem(reason: "item \(items.count + 1) has no \(name)")
                }
                return text
            }
            items.append(try item(try part("sku"), try part("quantity"), try part("total"), isTotal: true))
        }
        return items
    }

    /// Magento writes quantities with four decimals.
    private func quantity(_ text: String) throws(Problem) -> Quantity {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let isWhole = parts.count == 1 || !parts[1].isEmpty && parts[1].allSatisfy { $0 == "0" }
        guard isWhole, let number = Int(parts[0]) else { throw Problem(reason: "qty '\(text.shortened)' is no whole number") }
        guard let quantity = Quantity(number) else {
            throw Problem(reason: "qty \(number) is not 1 to \(Quantity.limit.grouped)")
        }
        return quantity
    }
}

extension String {
    var trimmed: String {
        guard first == " " || first == "\t" || last == " " || last == "\t" else { return self }
        return String(drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }

    /// For messages about wrong input, which may be long.
    var shortened: String { (count > 40 ? prefix(40) + "…" : self).shown }
}
