// swift-tools-version: 6.2
import PackageDescription

let swiftSettings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// A library of the house: pure Swift over the named dependencies.
func library(
  _ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil
) -> Target {
  .target(
    name: name, dependencies: dependencies, resources: resources, swiftSettings: swiftSettings)
}

/// A C library of the system, found by pkg-config and installed by `scripts/bootstrap`.
func system(_ name: String, pkgConfig: String, apt: String, brew: String) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt]), .brew([brew])])
}

/// The tests of one target, with the shared helpers of TestSupport.
func tests(
  _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []
) -> Target {
  .testTarget(
    name: "\(name)Tests",
    dependencies: [.init(stringLiteral: name), "TestSupport"] + dependencies,
    exclude: exclude,
    swiftSettings: swiftSettings)
}

let package = Package(
  name: "Mixbook",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "mixbook", targets: ["mixbook"]),
    .library(name: "Tables", targets: ["Tables"]),
    .library(name: "Statistics", targets: ["Statistics"]),
    .library(name: "Marketing", targets: ["Marketing"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    system("CBlake2", pkgConfig: "libb2", apt: "libb2-dev", brew: "libb2"),
    system("CCmark", pkgConfig: "libcmark", apt: "libcmark-dev", brew: "cmark"),
    system("CLAPACKE", pkgConfig: "lapacke", apt: "liblapacke-dev", brew: "lapack"),
    system("CNLopt", pkgConfig: "nlopt", apt: "libnlopt-dev", brew: "nlopt"),
    system("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev", brew: "zlib"),
    library("Statistics", ["CLAPACKE", "CNLopt"]),
    library("Tables", ["CZlib"]),
    library("Marketing", ["Statistics", "Tables"]),
    library("Figures", ["Tables"]),
    library("Notebooks", ["CBlake2", "CCmark", "Figures", "Tables", "Yams"]),
    library(
      "Workbench",
      [
        "Figures", "Marketing", "Notebooks", "Statistics", "Tables",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ],
      resources: [.embedInCode("Assets/report.css"), .embedInCode("Assets/report.js")]),
    .executableTarget(
      name: "mixbook",
      dependencies: [
        "Workbench", "Notebooks",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swiftSettings),
    .target(
      name: "TestSupport", dependencies: ["Marketing", "Statistics", "Tables"],
      path: "Tests/TestSupport", swiftSettings: swiftSettings),
    .executableTarget(
      name: "fuzz", dependencies: ["Figures", "Notebooks", "Workbench"], path: "Tests/Fuzz",
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "database-writer",
      dependencies: ["TestSupport", "Workbench", .product(name: "GRDB", package: "GRDB.swift")],
      path: "Tests/DatabaseWriter", swiftSettings: swiftSettings),
    tests("Statistics", exclude: ["Reference"]),
    tests("Tables", exclude: ["Corpus"]),
    tests(
      "Marketing", ["Statistics", "Tables"], exclude: ["Attribution/Snapshots", "Reference"]),
    tests("Figures", ["Tables"], exclude: ["Snapshots"]),
    tests("Notebooks", ["Figures", "Tables"], exclude: ["Markdown/Corpus", "Report/Snapshots"]),
    tests(
      "Workbench",
      [
        "Figures", "Marketing", "Notebooks", "Statistics", "Tables", "database-writer",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),
  ]
)
