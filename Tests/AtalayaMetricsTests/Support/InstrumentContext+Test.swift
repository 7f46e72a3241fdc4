import AtalayaModel

@testable import AtalayaMetrics

extension InstrumentContext {
    /// Of an instrument that no registry knows.
    static var test: InstrumentContext {
        get throws {
            InstrumentContext(
                descriptor: try .counter("a_total", help: ""), rejections: RejectionLog(diagnosticsMax: 10))
        }
    }
}
