import GRDB
import Verification

/// Units do not vanish and do not appear.
struct StockBalances: Invariant {
    let name = "stock-balances"
    let rule = "For every SKU and warehouse: received = on hand + reserved + packed + shipped, and none of them is negative."
    let needsSummaries = false

    func check(_ facts: Facts) throws -> [Violation] {
        try violations(
            facts,
            """
            SELECT * FROM stock.stock_levels
            WHERE received <> on_hand + reserved + packed + shipped OR min(received, on_hand, reserved, packed, shipped) < 0
            """
        ) { row in
            """
            \(row["sku"]) in \(row["warehouse_id"]): \(row["received"]) received, but \
            \(row["on_hand"]) on hand + \(row["reserved"]) reserved + \(row["packed"]) packed + \
            \(row["shipped"]) shipped
            """
        }
    }
}

/// The levels count the same units as the reservations of all orders together.
struct ReservationsAgree: Invariant {
    let name = "reservations-agree"
    let rule = "The units reserved, packed and shipped are those of the orders' reservations."
    let needsSummaries = false

    func check(_ facts: Facts) throws -> [Violation] {
        try violations(
            facts,
            """
            WITH units (sku, warehouse_id, state, side, units) AS (
                SELECT item.value ->> '$.sku', warehouse_id, state, 'orders', sum(item.value ->> '$.quantity')
                FROM stock.reservations, json_each(items) AS item WHERE state IN ('reserved', 'packed', 'shipped') GROUP BY 1, 2, 3
                UNION ALL SELECT sku, warehouse_id, 'reserved', 'level', reserved FROM stock.stock_levels
                UNION ALL SELECT sku, warehouse_id, 'packed', 'level', packed FROM stock.stock_levels
                UNION ALL SELECT sku, warehouse_id, 'shipped', 'level', shipped FROM stock.stock_levels)
            SELECT sku, ifnull(warehouse_id, 'no warehouse') AS warehouse_id, state, sum(iif(side = 'level', units, 0)) AS level,
                sum(iif(side = 'orders', units, 0)) AS orders
            FROM units GROUP BY sku, warehouse_id, state HAVING level <> orders ORDER BY sku
            """
        ) { row in
            """
            \(row["sku"]) in \(row["warehouse_id"]): \(row["level"]) \(row["state"]) on the \
            level, \(row["orders"]) in the reservations
            """
        }
    }
}

/// Goods in, as the bus has it.
struct ReceiptsAgree: Invariant {
    let name = "receipts-agree"
    let rule = "Of every SKU as many units were received as StockReceived says."
    let needsWholeLog = true

    /// What was published after the levels were read is on the bus and not yet in them, so between the two there is room.
    func check(_ facts: Facts) throws -> [Violation] {
        try violations(
            facts,
            """
            WITH receipts (sku, warehouse_id, certain, possible, received) AS (
                SELECT data ->> '$.sku', data ->> '$.warehouseId',
                    iif(position <= \(Facts.horizonOfReading), data ->> '$.quantity', 0), data ->> '$.quantity', 0
                FROM messages WHERE subject >= 'SKU-' AND subject < 'SKU.' AND type = 'StockReceived' AND source = '/stock'
                UNION ALL SELECT data ->> '$.sku', data ->> '$.warehouseId', 0, data ->> '$.quantity', 0
                FROM outboxes WHERE type = 'StockReceived'
                UNION ALL SELECT sku, warehouse_id, 0, 0, received FROM stock.stock_levels)
            SELECT sku, warehouse_id, sum(certain) AS certain, sum(possible) AS possible, sum(received) AS received,
                (SELECT group_concat(id, ' ') FROM messages WHERE subject = 'SKU-' || sku) AS message_ids
            FROM receipts GROUP BY sku, warehouse_id HAVING sum(received) NOT BETWEEN sum(certain) AND sum(possible) ORDER BY sku
            """
        ) { row in
            """
            \(row["sku"]) in \(row["warehouse_id"]): \(row["received"]) received on the level, \
            \(row["possible"]) by the messages
            """
        }
    }
}

/// What a unit weighs is what came with the last delivery.
struct WeightsAgree: Invariant {
    let name = "weights-agree"
    let rule = "A unit weighs what the last StockReceived of its SKU and warehouse says."

    /// SQLite takes the other columns from the row of the maximum (sqlite.org/lang_select.html, "bare columns in an aggregate query").
    func check(_ facts: Facts) throws -> [Violation] {
        try violations(
            facts,
            """
            WITH latest (sku, warehouse_id, weight, position, id) AS (
                SELECT data ->> '$.sku', data ->> '$.warehouseId', data ->> '$.unitWeightGrams', max(position), id FROM messages
                WHERE subject >= 'SKU-' AND subject < 'SKU.' AND type = 'StockReceived' AND source = '/stock' GROUP BY 1, 2)
            SELECT l.sku, l.warehouse_id, l.unit_weight_grams AS weight, m.weight AS published, m.id AS message_ids
            FROM stock.stock_levels AS l JOIN latest AS m USING (sku, warehouse_id)
            WHERE l.unit_weight_grams IS NOT m.weight AND m.position <= \(Facts.horizonOfReading)
                AND NOT EXISTS (SELECT 1 FROM outboxes AS o WHERE o.subject = 'SKU-' || l.sku)
            ORDER BY 1
            """
        ) { row in
            "\(row["sku"]) in \(row["warehouse_id"]) weighs \(row["weight"]) g in stock.db, and \(row["published"]) g by the last delivery"
        }
    }
}
