import Verification

/// What `docket verify` knows of Stock.
let stockVerification = ServiceVerification(
    changes: [reservations.changes],
    denials: reservations.denials,
    pastPivot: [
        "SELECT order_id, 'stock is ' || state, 'OrderPacked' FROM stock.reservations WHERE state IN ('packed', 'shipped')"
    ],
    held: ["SELECT order_id, 'its stock is still reserved', 'StockReserved' FROM stock.reservations WHERE state = 'reserved'"],
    unfinished: [
        """
        SELECT t.order_id, 'its stock is ' || ifnull(r.state, 'unknown') FROM order_facts AS t
        LEFT JOIN stock.reservations AS r USING (order_id) WHERE t.state = 'completed' AND r.state IS NOT 'shipped'
        """
    ],
    grants: [.init("StockReserved", asked: "ReleaseStock", returned: "StockReleased")],
    invariants: [
        StockBalances(), ReservationsAgree(), ReceiptsAgree(), WeightsAgree(), ReservationsMatchOrders(),
        ReservationsAreAsPublished(),
    ])

private let reservations = StateTable(
    "stock", "reservations", noun: "reservation",
    published: [
        ("reserved", "StockReserved"), ("short", "StockShortageDetected"), ("released", "StockReleased"),
        ("packed", "OrderPacked"), ("shipped", "OrderPacked"),
    ],
    possible: [
        ("StockReserved", ["reserved", "released", "packed", "shipped"]), ("StockShortageDetected", ["short"]),
        ("StockReleased", ["released"]), ("OrderPacked", ["packed", "shipped"]),
    ])
