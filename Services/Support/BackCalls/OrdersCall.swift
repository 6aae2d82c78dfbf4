import CompactJSON
import Contracts
import EventBus
import Foundation
import Messaging
import NIOCore
import NIOHTTP1
import PlainHTTP
import ServiceKit

/// One call back to Orders: what was bought, by whom, and where it goes.
struct OrdersCall: Sendable {
    enum Answer: Sendable {
        case details(OrderPaid, bytes: Int)
        /// Orders is there and says no, or something that is no answer to this.
        case refused(BackCallFailure)
        /// Orders is away, too slow, or in trouble; worth asking again.
        case away(BackCallFailure)
    }

    let address: OrdersAddress
    let token: APIToken?
    /// Seconds until a call has failed.
    let timeout: Double
    /// Tries of one call before it has failed.
    let tries: Int

    private static let types = MessageTypes([OrderPaidNotification.self])

    /// Asks for the details that this notice left out.
    func make(for notice: Envelope) async -> Answer {
        var answer = Answer.away(BackCallFailure(reason: "Orders was not asked"))
        for number in 1...max(1, tries) {
            // A connection that had been closed from the other side is the usual reason for a second try.
            if number > 1 { address.forget() }
            answer = await once(for: notice)
            guard case .away = answer else { break }
        }
        return answer
    }

    private func once(for notice: Envelope) async -> Answer {
        do {
            guard let notification = try Self.types.read(notice) as? OrderPaidNotification else {
                return .refused(BackCallFailure(reason: "\(notice.type) is no notice of a payment"))
            }
            let reply = try await CallTransport.get(
                address.get(), "/orders/\(notification.orderId)/payment-details?version=\(notification.version)",
                headers: headers(notice), timeout: timeout)
            return read(Data(reply.body.readableBytesView), status: reply.status, about: notification)
        } catch {
            address.forget()
            return .away(BackCallFailure(reason: "Orders does not answer: \(error)"))
        }
    }

    private func headers(_ notice: Envelope) -> HTTPHeaders {
        var headers = HTTPHeaders()
        if let token { headers.add(name: "authorization", value: token.authorization) }
        if notice.correlationID.isVisibleASCII(count: 1...128) {
            headers.add(name: "x-correlation-id", value: notice.correlationID)
        }
        var random = SystemRandomNumberGenerator()
        if let trace = TraceParent(notice.traceparent)?.child(using: &random) {
            headers.add(name: "traceparent", value: trace.description)
        }
        return headers
    }

    private func read(_ body: Data, status: Int, about notification: OrderPaidNotification) -> Answer {
        switch status {
        case 200:
            do {
                let details = try MessageCoding.decode(OrderPaid.self, from: body)
                guard details.orderId == notification.orderId else {
                    return .refused(BackCallFailure(reason: "Orders answered about order \(details.orderId)"))
                }
                return .details(details, bytes: body.count)
            } catch {
                return .refused(BackCallFailure(reason: "Orders' answer cannot be read: \(error)"))
            }
        case 408, 429, 500...: return .away(BackCallFailure(reason: "Orders answers with status \(status)"))
        default: return .refused(BackCallFailure(reason: "Orders refuses with status \(status)"))
        }
    }
}
