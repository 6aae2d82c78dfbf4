import ArgumentParser
import DocketCommandLine

/// What an order's row is made of.
enum Column: String, CaseIterable, Sendable {
    case order, customer, sku, qty
    case unitPrice = "unit_price"
    case orderedAt = "ordered_at"
    case currency
    /// Several items in one cell, instead of `sku`, `qty` and `unit_price`.
    case items

    static let required: [Column] = [.order, .customer]
    static let ofItem: [Column] = [.sku, .qty, .unitPrice]
}

/// Whose export it is: which of its columns is which.
package enum FileFormat: String, CaseIterable, ExpressibleByArgument, Sendable {
    case auto, docket, shopify, woocommerce, magento

    /// The titles that a column may have, in small letters.
    var titles: [Column: [String]] {
        switch self {
        case .auto: [:]
        case .docket:
            Dictionary(uniqueKeysWithValues: Column.allCases.filter { $0 != .items }.map { ($0, [$0.rawValue]) })
        // https://help.shopify.com/en/manual/fulfillment/managing-orders/exporting-orders
        case .shopify:
            [
                .order: ["name"], .customer: ["email"], .sku: ["lineitem sku"], .qty: ["lineitem quantity"],
                .unitPrice: ["lineitem price"], .orderedAt: ["created at"], .currency: ["currency"],
            ]
        // https://woocommerce.com/document/ordercustomer-csv-export/
        case .woocommerce:
            [
                .order: ["order_number", "order_id"], .customer: ["billing_email", "customer_email", "customer_id"],
                .items: ["line_items"], .orderedAt: ["date", "order_date"], .currency: ["order_currency", "currency"],
            ]
        // The names that Magento's own tables have: sales_order, sales_order_item.
        case .magento:
            [
                .order: ["increment_id"], .customer: ["customer_email"], .sku: ["sku"], .qty: ["qty_ordered"],
                .unitPrice: ["price"], .orderedAt: ["created_at"], .currency: ["order_currency_code", "base_currency_code"],
            ]
        }
    }

    /// Those that `auto` tries, in this order.
    static let known: [FileFormat] = [.docket, .shopify, .woocommerce, .magento]
}

/// `order=Name,sku="Lineitem sku"`: which title a column has in the file.
package struct ColumnTitles: ExpressibleByArgument, Sendable {
    var titles: [Column: String] = [:]

    package init?(argument: String) {
        for part in Self.parts(of: argument) {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, let column = Column(rawValue: String(pair[0]).trimmed), !pair[1].isEmpty else { return nil }
            titles[column] = String(pair[1]).replacing("\"", with: "").trimmed.lowercased()
        }
    }

    /// Parted by commas that are in no quotes.
    private static func parts(of text: String) -> [String] {
        var parts = [""]
        var isQuoted = false
        for character in text {
            if character == "\"" { isQuoted.toggle() }
            if character == ",", !isQuoted { parts.append("") } else { parts[parts.count - 1].append(character) }
        }
        return parts
    }
}

/// How a file is to be read; what is not given is found out from its beginning.
package struct FileOptions: Sendable {
    package var format = FileFormat.auto
    package var titles: ColumnTitles?
    package var encoding = TextEncoding.auto
    package var delimiter: Character?
    package var decimal: Character?
    package var dates = DateOrder.auto
    /// Of prices in a file without a column for it.
    package var currency = "EUR"

    package init() {}
}

/// The places of the columns in a file.
struct ColumnPlaces: Sendable {
    private let places: [Column: Int]

    /// - Throws: ``ToolFailure`` with status 64 if a column is missing or there twice: then no row can be read.
    init(header: [String], _ options: FileOptions) throws {
        let names = header.map { $0.trimmed.lowercased() }
        let formats = options.format == .auto ? FileFormat.known : [options.format]
        let found = formats.lazy.map { Self.places(names, $0, options.titles) }.first { Self.missing(in: $0).isEmpty }
        guard let found else {
            let best = Self.places(names, formats[0], options.titles)
            let missing = Self.missing(in: best).map(\.rawValue).joined(separator: ", ")
            let known =
                options.format == .auto
                ? ", and it is no export of \(FileFormat.known.dropFirst().map(\.rawValue).joined(separator: ", "))" : ""
            throw ToolFailure(
                .usage,
                "the header has no column \(missing)\(known); say which title means what with --columns order=Name,sku=\"Lineitem sku\",...\n"
                    + "its columns: \(header.map(\.shortened).joined(separator: ", "))")
        }
        for place in found.values {
            let name = names[place]
            guard names.count(where: { $0 == name }) == 1 else {
                throw ToolFailure(.usage, "the column '\(name)' is there twice; which of them is meant cannot be known")
            }
        }
        places = found
    }

    subscript(_ column: Column) -> Int? { places[column] }

    private static func places(_ names: [String], _ format: FileFormat, _ titles: ColumnTitles?) -> [Column: Int] {
        var places: [Column: Int] = [:]
        for column in Column.allCases {
            let wanted = titles?.titles[column].map { [$0] } ?? format.titles[column] ?? []
            places[column] = wanted.lazy.compactMap { names.firstIndex(of: $0) }.first
        }
        if titles?.titles[.items] != nil { Column.ofItem.forEach { places[$0] = nil } }
        return places
    }

    private static func missing(in places: [Column: Int]) -> [Column] {
        let items = places[.items] == nil ? Column.ofItem : []
        return (Column.required + items).filter { places[$0] == nil }
    }
}
