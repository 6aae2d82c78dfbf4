import Contracts
import Decisions
import Foundation
import Fulfilment
import FulfilmentSupport
import Messaging
import ServiceKit
import Testing

/// What cannot read the list of services is held against it.
struct ServiceListTests {
    @Test func `names, programs and ports are each a service's own, and the ports follow one another`() {
        let services = fulfilmentServices
        #expect(Set(services.map(\.name)).count == services.count)
        #expect(Set(services.map(\.executable)).count == services.count)
        #expect(services.map(\.port) == services.indices.map { services[0].port + $0 })
    }

    @Test(arguments: fulfilmentServices.map(\.name)) func `a service has its own tables, and each is there when it is built`(
        name: String
    ) throws {
        let service = try #require(fulfilmentServices.first { $0.name == name })
        #expect(!service.tables.isEmpty)
        #expect(service.build(ServiceConfiguration(service: name, dataDirectory: "/nowhere")).handler.service == name)
    }

    @Test(arguments: fulfilmentServices.map(\.name)) func `containers, image, manifest and installation know the service`(
        name: String
    ) throws {
        let service = try #require(fulfilmentServices.first { $0.name == name })
        let compose = try Repository.text(of: "docker-compose.yml")
        #expect(compose.contains("\n  \(name):\n    <<: *service\n    command: \(service.executable)\n"))
        #expect(compose.contains("\"127.0.0.1:\(service.port):\(service.port)\""))
        #expect(try Repository.text(of: "Dockerfile").contains(".build/release/\(service.executable) "))
        let makefile = try Repository.text(of: "Makefile").split(separator: "\n")
        #expect(makefile.first { $0.hasPrefix("PROGRAMS := ") }?.split(separator: " ").contains(service.executable[...]) == true)
        #expect(try Repository.text(of: "Package.swift").contains(".executable(name: \"\(service.executable)\""))
    }

    @Test(arguments: fulfilmentServices.map(\.name)) func `a service checks what it publishes, and can ask for what is left out`(
        name: String
    ) throws {
        let service = try #require(fulfilmentServices.first { $0.name == name })
        let blueprint = service.build(ServiceConfiguration(service: name, dataDirectory: "/nowhere"))
        #expect(blueprint.check != nil)
        let takesNotifications = service.takes.contains { $0 is any NotificationMessage.Type }
        #expect((blueprint.details != nil) == takesNotifications)
    }

    @Test func `what a service publishes is what its messages say that it does`() {
        for service in fulfilmentServices {
            #expect(Set(service.publishes.map { $0.name }) == Set(MessageType.published(by: service.name).map(\.rawValue)))
        }
    }

    @Test func `messages are published by services that there are, and every service publishes some`() {
        let names = Set(fulfilmentServices.map(\.name))
        for type in MessageType.allCases { #expect(names.isSuperset(of: type.publishers), "\(type)") }
        for name in names { #expect(!MessageType.published(by: name).isEmpty) }
    }
}
