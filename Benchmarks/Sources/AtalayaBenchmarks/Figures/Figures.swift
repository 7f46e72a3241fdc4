import AtalayaZlib

/// The lines of the table, as a list.
enum Figures {
    static let all: [any Figure] = [
        CounterIncrement(),
        SharedCounterIncrement(),
        HistogramObserve(),
        DynamicLabels(),
        Registration(),
        TextRendering(),
        TextScrape(),
        GzipScrape(),
        LogShipping(level: .default, target: .throughput(atLeast: 0.90)),
        LogShipping(level: .fastest, target: .throughput(atLeast: 0.78)),
        JSONLineParse(),
    ]
}
