import DispatchOrchestratorService
import OrdersService
public import ServiceRuntime
import ShippingService
import StockService

/// The services that fulfil orders together, in the order of the way through them: the one list of them. Everything that has to do with
/// all of them reads it.
public let fulfilmentServices: [ServiceDescriptor] = [ordersService, stockService, shippingService, dispatchService]
