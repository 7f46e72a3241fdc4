// swift-tools-version: 6.2
import PackageDescription

// Level 0 and 1 are pure: values in, values out. Level 2 (`Atalaya`) does the input and output, level 3 (`AtalayaHTTP`)
// asks servers, level 4 are the programs.
// docs/ARCHITECTURE.md has the drawing; Tests/RepositoryTests holds the tree to it.
let package = Package(
    name: "atalaya",
    products: [
        .library(name: "Atalaya", targets: ["Atalaya"]),
        .library(name: "AtalayaConfig", targets: ["AtalayaConfig"]),
        // Static, so that building this product builds nothing else: the tool would build all for an automatic one.
        .library(name: "AtalayaMetrics", type: .static, targets: ["AtalayaMetrics"]),
        .library(name: "AtalayaHTTP", targets: ["AtalayaHTTP"]),
        .library(name: "AtalayaTesting", targets: ["AtalayaTesting"]),
        .executable(name: "atalaya", targets: ["AtalayaTool"]),
        .executable(name: "atalaya-sidecar", targets: ["AtalayaSidecar"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // Level 0
        .systemLibrary(name: "CAtalayaZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "AtalayaZlib", dependencies: ["CAtalayaZlib"]),
        .systemLibrary(name: "CAtalayaMalloc"),
        .target(name: "AtalayaModel"),

        // Level 1
        .target(name: "AtalayaMetrics", dependencies: ["AtalayaModel"]),
        .target(name: "AtalayaLogs", dependencies: ["AtalayaModel", "AtalayaZlib"]),
        .target(name: "AtalayaConfig", dependencies: ["AtalayaModel"]),

        // Level 2
        .target(
            name: "Atalaya",
            dependencies: [
                "AtalayaModel", "AtalayaMetrics", "AtalayaLogs", "AtalayaConfig", "AtalayaZlib", "CAtalayaMalloc",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Instrumentation", package: "swift-distributed-tracing"),
            ]
        ),
        .target(
            name: "AtalayaTesting",
            dependencies: [
                "Atalaya", "AtalayaMetrics", "AtalayaLogs", "AtalayaZlib",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]
        ),

        // Level 3
        .target(
            name: "AtalayaHTTP",
            dependencies: [
                "Atalaya", "AtalayaLogs", "AtalayaMetrics", "AtalayaConfig", "AtalayaModel", "AtalayaZlib",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),

        // Level 4
        .executableTarget(
            name: "AtalayaTool",
            dependencies: [
                "Atalaya", "AtalayaHTTP", "AtalayaConfig", "AtalayaLogs", "AtalayaMetrics",
                .product(name: "Yams", package: "Yams"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .executableTarget(
            name: "AtalayaSidecar",
            dependencies: [
                "Atalaya", "AtalayaHTTP", "AtalayaConfig",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),

        // Examples are targets, so that they cannot rot; IntegrationTests runs them.
        .executableTarget(
            name: "EmbeddedService",
            dependencies: [
                "Atalaya", "AtalayaModel",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            path: "Examples/EmbeddedService"
        ),
        .executableTarget(
            name: "StackInSwift", dependencies: ["AtalayaConfig", "AtalayaModel"], path: "Examples/StackInSwift"),

        // Tests mirror the tree.
        .testTarget(name: "AtalayaModelTests", dependencies: ["AtalayaModel"]),
        .testTarget(name: "AtalayaZlibTests", dependencies: ["AtalayaZlib"]),
        .testTarget(name: "AtalayaMetricsTests", dependencies: ["AtalayaMetrics"]),
        .testTarget(name: "AtalayaLogsTests", dependencies: ["AtalayaLogs", "AtalayaModel", "AtalayaZlib"]),
        .testTarget(name: "AtalayaConfigTests", dependencies: ["AtalayaConfig"]),
        .testTarget(
            name: "AtalayaTests",
            dependencies: [
                "Atalaya", "AtalayaTesting",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "Instrumentation", package: "swift-distributed-tracing"),
            ]
        ),
        .testTarget(
            name: "AtalayaHTTPTests",
            dependencies: [
                "AtalayaHTTP", "Atalaya", "AtalayaLogs", "AtalayaMetrics", "AtalayaConfig", "AtalayaModel",
                "AtalayaZlib",
                "AtalayaTesting",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .testTarget(
            name: "IntegrationTests",
            dependencies: [
                "Atalaya", "AtalayaHTTP", "AtalayaConfig", "AtalayaMetrics", "AtalayaModel", "AtalayaTesting",
                "AtalayaTool",
                "AtalayaSidecar", "EmbeddedService",
                "StackInSwift",
            ]
        ),
        .testTarget(name: "RepositoryTests"),
    ],
    swiftLanguageModes: [.v6]
)

// Strict from the first line: a warning is an error, and what a module imports stays its own business.
for target in package.targets where target.type != .system {
    var settings = target.swiftSettings ?? []
    settings += [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .treatAllWarnings(as: .error),
    ]
    target.swiftSettings = settings
}
