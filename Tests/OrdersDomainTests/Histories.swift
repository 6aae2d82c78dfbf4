import Contracts
import Decisions
import DecisionTesting
import OrdersDomain

/// What an order has been through, by the name of its state.
enum Histories {
    static func created(
        _ mode: CoordinationMode = .orchestration, payloadStyle: PayloadStyle = .stateTransfer
    ) -> [OrderEvent] {
        [
            .created(
                OrderDetails(
                    customerId: "C-1", items: Sample.lines, total: Sample.total, shipTo: Sample.address, mode: mode,
                    payloadStyle: payloadStyle, orderedAt: Sample.now, createdAt: Sample.now))
        ]
    }

    static func paid(_ mode: CoordinationMode = .orchestration) -> [OrderEvent] { created(mode) + [.paid(Sample.total)] }

    static let ready = paid() + [.readied]
    static let completed = ready + [.completed]
    static let cancelledUnpaid = created() + [.cancelled(.customerRequest, by: .customer)]
    static let refunded = paid() + [.cancelled(.noCarrier, by: .process), .refunded(Sample.total)]
}
