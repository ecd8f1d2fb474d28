// swift-tools-version: 6.2
import PackageDescription

let swiftSettings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// A program that measures or tortures one part of Mixbook.
func program(_ name: String, _ products: [String]) -> Target {
  .executableTarget(
    name: name,
    dependencies: products.map { .product(name: $0, package: "Mixbook") },
    swiftSettings: swiftSettings)
}

let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "Mixbook", path: "..")],
  targets: [
    program("attribution-bench", ["Marketing", "Tables"]),
    program("bayes-bench", ["Marketing", "Statistics", "Tables"]),
    program("classic-bench", ["Marketing", "Tables"]),
    program("csv-bench", ["Tables"]),
    program("enet-bench", ["Statistics"]),
    program("fuzz-csv", ["Tables"]),
    program("grid-bench", ["Marketing"]),
    program("journeys-stream", ["Statistics"]),
    program("recovery", ["Marketing", "Statistics", "Tables"]),
    program("robyn-bench", ["Marketing", "Statistics", "Tables"]),
  ]
)
