// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that measuring adds nothing to what users build.
let package = Package(
    name: "atalaya-benchmarks",
    dependencies: [
        .package(name: "atalaya", path: "..")
    ],
    targets: [
        .executableTarget(
            name: "AtalayaBenchmarks",
            dependencies: [
                .product(name: "Atalaya", package: "atalaya"),
                .product(name: "AtalayaConfig", package: "atalaya"),
                .product(name: "AtalayaMetrics", package: "atalaya"),
            ],
            swiftSettings: [
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
                .treatAllWarnings(as: .error),
            ]
        )
    ],
    swiftLanguageModes: [.v6]
)
