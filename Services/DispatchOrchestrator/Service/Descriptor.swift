import DispatchOrchestratorDomain
public import FulfilmentSupport

/// The orchestrator, as the rest of the system knows it.
public let dispatchService = ServiceDescriptor(
    name: "dispatch", executable: "dispatch-orchestrator", port: 8104, messages: sagaMessages, publishes: sagaPublications,
    tables: ["sagas", "audit"],
    reads: ["/sagas?limit=500", "/sagas/{order}", "/sagas/{order}/audit"],
    verification: dispatchVerification, build: buildDispatchOrchestrator)
