import GRDB
import Verification

/// What is set aside for an order is what was ordered, unit by unit.
struct ReservationsMatchOrders: Invariant {
    let name = "reservations-match-orders"
    let rule = "What is reserved, packed or shipped for an order are its lines, article by article."

    func check(_ facts: Facts) throws -> [Violation] {
        try violations(
            facts,
            """
            WITH taken (order_id, sku, quantity) AS (
                SELECT order_id, ifnull(item.value ->> '$.sku', ''), total(item.value ->> '$.quantity')
                FROM stock.reservations, json_each(iif(json_valid(items), items, '[]')) AS item
                WHERE state IN ('reserved', 'packed', 'shipped') GROUP BY 1, 2)
            SELECT x.order_id, x.sku, CAST(x.quantity AS INTEGER) AS taken, l.quantity AS ordered
            FROM taken AS x JOIN order_facts USING (order_id) LEFT JOIN order_lines AS l ON l.order_id = x.order_id AND l.sku = x.sku
            WHERE l.quantity IS NOT CAST(x.quantity AS INTEGER)
            UNION ALL
            SELECT l.order_id, l.sku, NULL, l.quantity FROM order_lines AS l
            JOIN stock.reservations AS r ON r.order_id = l.order_id AND r.state IN ('reserved', 'packed', 'shipped')
            LEFT JOIN taken AS x ON x.order_id = l.order_id AND x.sku = l.sku WHERE x.sku IS NULL
            ORDER BY 1
            """
        ) { row in "stock.db: \(row["taken"]) of \(row["sku"]) are taken for it, and \(row["ordered"]) were ordered" }
    }
}

/// What Stock has published of a reservation is what it has.
struct ReservationsAreAsPublished: Invariant {
    let name = "reservations-as-published"
    let rule = "StockReserved and OrderPacked name the units, the warehouse and the weight that the reservation has."
    let needsSummaries = false

    func check(_ facts: Facts) throws -> [Violation] {
        try violations(
            facts,
            """
            SELECT r.order_id, m.id AS message_ids, m.type, m.position,
                iif(m.data ->> '$.totalWeightGrams' IS NOT r.total_weight_grams,
                    ', weight ' || ifnull(m.data ->> '$.totalWeightGrams', 'none') || ' instead of ' || r.total_weight_grams, '')
                || iif(m.data ->> '$.warehouseId' IS NOT r.warehouse_id,
                    ', warehouse ' || ifnull(m.data ->> '$.warehouseId', 'none') || ' instead of ' || ifnull(r.warehouse_id, 'none'), '')
                || iif(NOT json_valid(r.items) OR m.data -> '$.items' IS NOT json(r.items), ', other units', '') AS problem
            FROM stock.reservations AS r JOIN messages AS m ON m.subject = 'Order-' || r.order_id
            WHERE r.state IN ('reserved', 'packed', 'shipped') AND m.type IN ('StockReserved', 'OrderPacked') AND m.source = '/stock'
                AND json_valid(m.data) AND problem <> ''
            ORDER BY 1
            """
        ) { row in "\(row["type"]) at \(row["position"]) differs from stock.db: \(row["problem"].dropFirst(2))" }
    }
}
