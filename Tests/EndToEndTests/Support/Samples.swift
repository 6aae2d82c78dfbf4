/// Bodies of requests, as text, so that a test can spoil them.
enum Samples {
    static let goodsIn = #"{"items":[{"sku":"MUG","quantity":10}]}"#

    /// - Parameter mode: who coordinates it; left to the service if `nil`.
    static func order(
        quantity: String = "2", amount: String = "1250", currency: String = "EUR", mode: String? = nil, extra: String = ""
    ) -> String {
        let mode = mode.map { #""mode":"\#($0)","# } ?? ""
        return """
            {\(extra)\(mode)"customerId":"C-1",\
            "items":[{"sku":"MUG","quantity":\(quantity),"unitPrice":{"amount":\(amount),"currency":"\(currency)"}}],\
            "shipTo":{"name":"Ada Example","street":"Hauptstr. 1","city":"Berlin","postcode":"10115","country":"DE"}}
            """
    }
}
