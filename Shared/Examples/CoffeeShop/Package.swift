// swift-tools-version: 6.3
import PackageDescription

// An application of its own. It uses Docket's libraries by their products, as any other would, and GRDB for its own SQL.
let package = Package(
    name: "coffee-shop",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "docket", path: "../../.."),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        .target(
            name: "CoffeeShop",
            dependencies: [.product(name: "Messaging", package: "docket"), .product(name: "GRDB", package: "GRDB.swift")]),
        .testTarget(
            name: "CoffeeShopTests",
            dependencies: ["CoffeeShop", .product(name: "DeterministicSimulation", package: "docket")]),
    ])
