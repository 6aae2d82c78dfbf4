import DispatchOrchestratorService
public import FulfilmentSupport
import OrdersService
import ShippingService
import StockService
public import Verification

/// The services that fulfil orders together, in the order of the way through them: the one list of them. Everything that has to do with
/// all of them reads it.
public let fulfilmentServices: [ServiceDescriptor] = [ordersService, stockService, shippingService, dispatchService]

/// The same, as verification takes them.
public let verifiedServices: [VerifiedService] = fulfilmentServices.map(\.verified)
