public import AtalayaMetrics

/// The content codings the exporter offers, best first. A new one is one file and one line here.
public enum ContentEncoders {
    public static let all: [any ContentEncoder] = [GzipEncoder(), DeflateEncoder()]

    /// Expositions are compressed in blocks of this size.
    static let blockBytes = 48 * 1024
}
