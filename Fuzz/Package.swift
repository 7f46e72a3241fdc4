// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that who builds Atalaya does not build its attackers.
let package = Package(
    name: "atalaya-fuzz",
    dependencies: [
        .package(name: "atalaya", path: "..")
    ],
    targets: [
        .executableTarget(
            name: "AtalayaFuzz",
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
