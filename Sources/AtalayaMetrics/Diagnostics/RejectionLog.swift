import Synchronization

/// What was refused, by reason, and the first few occurrences for people to read.
///
/// Counting is one relaxed atomic; only the bounded list of diagnostics is behind a lock, and nothing but refusals takes it.
final class RejectionLog: Sendable {
    private struct Key: Hashable {
        let reason: RejectionReason
        let metric: String
    }

    private struct State {
        var positions: [Key: Int] = [:]
        var diagnostics: [MetricsDiagnostic] = []
    }

    /// As many cells as there are reasons; ``RejectionReason/index`` is the position.
    private let counts = CellBlocks(count: RejectionReason.all.count)
    private let state = Lock(State())
    private let diagnosticsMax: Int

    init(diagnosticsMax: Int) {
        self.diagnosticsMax = diagnosticsMax
    }

    /// Counts a refusal. The message is only made for the first one of its kind.
    func record(_ reason: RejectionReason, metric: String, _ message: @autoclosure () -> String) {
        counts.add(1, at: reason.index)
        let key = Key(reason: reason, metric: metric)
        let isKnown = state.withLock { state in
            guard let position = state.positions[key] else { return state.diagnostics.count >= diagnosticsMax }
            state.diagnostics[position].count += 1
            return true
        }
        guard !isKnown else { return }
        let text = Self.cut(message())
        state.withLock { state in
            // Another thread may have been first, or have taken the last place.
            if let position = state.positions[key] {
                state.diagnostics[position].count += 1
            } else if state.diagnostics.count < diagnosticsMax {
                state.positions[key] = state.diagnostics.count
                state.diagnostics.append(MetricsDiagnostic(reason: reason, metric: metric, message: text, count: 1))
            }
        }
    }

    /// Records and returns an error, for the throwing half of the API.
    func error(_ reason: RejectionReason, metric: String, _ message: String) -> MetricsError {
        let text = Self.cut(message)
        record(reason, metric: metric, text)
        return MetricsError(reason, text)
    }

    func count(of reason: RejectionReason) -> UInt64 { counts.load(at: reason.index) }

    var diagnostics: [MetricsDiagnostic] { state.withLock { $0.diagnostics } }

    /// Messages quote user input; this keeps them readable and bounded.
    private static func cut(_ message: String) -> String {
        let charactersMax = 400
        return message.utf8.count > charactersMax ? String(message.prefix(charactersMax)) + "…" : message
    }
}
