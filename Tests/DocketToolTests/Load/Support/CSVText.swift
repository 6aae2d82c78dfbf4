@testable import DocketLoad
import Testing

/// The orders of a file with this text.
func csvSource(_ text: String, _ options: FileOptions = FileOptions()) throws -> CSVOrderSource {
    // The open descriptor keeps the content after the directory is gone.
    let directory = try TemporaryDirectory()
    return try CSVOrderSource(path: directory.write(text, to: "orders.csv"), options: options)
}

func readCSV(_ text: String, _ options: FileOptions = FileOptions()) throws -> Drained {
    var source = try csvSource(text, options)
    return try drain(&source)
}

/// Everything a source gives, in order.
struct Drained {
    var orders: [LoadOrder] = []
    var leftOut: [LeftOut] = []
    var badRows: [BadRow] { leftOut.flatMap(\.badRows) }
}

func drain(_ source: inout some OrderSource) throws -> Drained {
    var drained = Drained()
    while let item = try source.next() {
        switch item {
        case .order(let order): drained.orders.append(order)
        case .leftOut(let order): drained.leftOut.append(order)
        }
    }
    return drained
}
