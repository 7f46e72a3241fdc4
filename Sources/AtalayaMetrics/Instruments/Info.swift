/// Something that is so: the version of a program, the features it was built with. The value is always 1, what it says is
/// in its labels. It is exposed as soon as it is made, until it is removed.
public final class Info: Instrument {
    public static let kind = MetricKind.info

    public init(context: InstrumentContext) {}

    public func read() -> SeriesValue { .info }

    public static func read(
        _ instruments: [Info], at places: [UInt32], reusing spare: consuming SeriesColumn?
    ) -> SeriesColumn {
        SeriesColumn(.infos(NumberColumn(ones: spare, count: instruments.count)))
    }
}
