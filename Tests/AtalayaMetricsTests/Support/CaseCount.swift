import Foundation

/// How many random cases a property is tried with: `ATALAYA_CASES=1000000 swift test --filter RandomSnapshotTests`.
enum CaseCount {
    static let requested = ProcessInfo.processInfo.environment["ATALAYA_CASES"].flatMap { UInt64($0) }

    /// That many, shared by so many runs of the property.
    static func each(ofRuns runs: Int, ordinarily: UInt64) -> UInt64 {
        max(1, (requested ?? ordinarily) / UInt64(max(1, runs)))
    }
}
