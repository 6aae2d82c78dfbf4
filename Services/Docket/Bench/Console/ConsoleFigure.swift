/// The figures of `docket bench console`.
enum ConsoleFigure: String, FigureName {
    case fold = "console.fold"
    case state = "console.state.p99"
    case answer = "console.answer.p99"
    case paint = "console.paint"
    case drawn = "console.drawn"
    case scrub = "console.scrub.frames"
    case near = "console.scrub.near"
    case live = "console.live.frames"
    case liveOrders = "console.live.orders"
    case memory = "console.memory"

    var unit: String {
        switch self {
        case .fold: "events/s"
        case .state, .answer, .paint, .drawn: "ms"
        case .scrub, .live: "frames/s"
        case .liveOrders: "orders/s"
        case .near: "%"
        case .memory: "MB"
        }
    }

    var meaning: String {
        switch self {
        case .fold: "Folding the log from its beginning, when the console starts."
        case .state: "The state at a random position as JSON, in the server. Slowest of a hundred."
        case .answer: "The same as the page gets it, over HTTP, decoded."
        case .paint: "From the page's address to the first thing on the screen."
        case .drawn: "From the page's address to both tracks with their counts."
        case .scrub: "Frames while the rail is dragged to and fro over the whole log, at every frame to another place."
        case .near:
            "Of those frames, the share in which what is shown belongs to a place no further away than a fiftieth of the log."
        case .live: "Frames while orders go through, at the rate of --live-rate: their messages are appended to the log."
        case .liveOrders: "How many orders a second that were."
        case .memory: "What the page's JavaScript uses after that."
        }
    }
}
