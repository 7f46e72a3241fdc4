import AtalayaMetrics

extension RegistryConfiguration {
    /// Without metrics of its own, so that a test can say exactly what is exposed.
    static var bare: RegistryConfiguration {
        var configuration = RegistryConfiguration()
        configuration.exportsSelfMetrics = false
        return configuration
    }
}

extension MetricsRegistry {
    func text(_ format: any ExpositionFormat) -> String {
        String(decoding: format.bytes(of: snapshot()), as: UTF8.self)
    }
}

extension ExpositionFormats {
    /// The formats that are lines of text.
    static var texts: [any ExpositionFormat] { all.filter { !($0 is ProtobufFormat) } }
}
