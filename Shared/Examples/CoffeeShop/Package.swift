// swift-tools-version: 6.3
import PackageDescription

// An application of its own that uses Docket's libraries by their products, as any other would.
let package = Package(
    name: "coffee-shop",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "docket", path: "../../..")],
    targets: [
        .target(name: "CoffeeShop", dependencies: [.product(name: "Messaging", package: "docket")]),
        .testTarget(
            name: "CoffeeShopTests",
            dependencies: ["CoffeeShop", .product(name: "DeterministicSimulation", package: "docket")]),
    ])
