// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that measuring adds nothing to what users build. What measures instruments and formats builds
// without networking: `swift run -c release --package-path Benchmarks MetricsBenchmarks`.
let package = Package(
    name: "atalaya-benchmarks",
    dependencies: [
        .package(name: "atalaya", path: ".."),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "CHeap"),
        .target(name: "Measuring", dependencies: ["CHeap"]),
        .target(
            name: "MetricsFigures", dependencies: ["Measuring", .product(name: "AtalayaMetrics", package: "atalaya")]),
        .executableTarget(name: "MetricsBenchmarks", dependencies: ["Measuring", "MetricsFigures"]),
        .executableTarget(
            name: "AtalayaBenchmarks",
            dependencies: [
                "Measuring", "MetricsFigures",
                .product(name: "Atalaya", package: "atalaya"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
            ]
        ),
        .target(name: "CCounting"),
        .executableTarget(
            name: "AtalayaBudgets",
            dependencies: [
                "CCounting",
                .product(name: "Atalaya", package: "atalaya"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .treatAllWarnings(as: .error),
    ]
}
