// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that who builds Atalaya does not build its attackers.
let package = Package(
    name: "atalaya-fuzz",
    dependencies: [
        .package(name: "atalaya", path: ".."),
        // The reader of YAML belongs to the tool; its files are linked into YAML/ here.
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .executableTarget(
            name: "AtalayaFuzz",
            dependencies: [
                .product(name: "Atalaya", package: "atalaya"),
                .product(name: "AtalayaConfig", package: "atalaya"),
                .product(name: "AtalayaMetrics", package: "atalaya"),
                .product(name: "Yams", package: "Yams"),
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
