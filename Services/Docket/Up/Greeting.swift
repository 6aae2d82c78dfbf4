import DocketInstallation

/// What `docket up` says when all are ready: where they listen, and lines to copy that carry one order through.
struct Greeting {
    let addresses: [ServiceName: String]
    /// Where the page is; `nil` if there is none.
    let console: String?
    /// As given on the command line, so that the lines shown name the same installation.
    let dataDirectory: String?

    var text: String {
        let list = ServiceName.allCases.map { "  \($0.column)  \(address($0))" }.joined(separator: "\n")
        let option = dataDirectory.map { " --data-dir \($0)" } ?? ""
        return """

            All \(ServiceName.allCases.count) services are ready:
            \(list)\(page)

            Carry one order through, from another terminal:
              curl -s \(address(.stock))/goods-in -H 'content-type: application/json' \\
                -d '{"items":[{"sku":"MUG","quantity":10}]}'
              curl -s \(address(.orders))/orders -H 'content-type: application/json' \\
                -d '{"customerId":"C-1","items":[{"sku":"MUG","quantity":2,"unitPrice":{"amount":1250,"currency":"EUR"}}],\
            "shipTo":{"name":"Ada Example","street":"Hauptstr. 1","city":"Berlin","postcode":"10115","country":"DE"}}'
              curl -s -X POST \(address(.orders))/orders/1/payment -H 'content-type: application/json' -d '{}'
              curl -s \(address(.orders))/orders/1
            Or many at once, and look:
              docket load --count 1000 --receive 100000\(option)
              docket status\(option)
            Ctrl-C stops all of them.

            """
    }

    private var page: String { console.map { "\n\nLook at them in a browser:\n  \($0)" } ?? "" }

    private func address(_ service: ServiceName) -> String { addresses[service] ?? "(not ready)" }
}
