package import Measuring

/// The lines of the table that need no networking, as a list.
package enum MetricsFigures {
    package static let all: [any Figure] = [
        CounterIncrement(),
        SharedCounterIncrement(),
        HistogramObservation(),
        SharedHistogramObservation(),
        NativeHistogramObservation(),
        TypedLookup(),
        LabelLookup(),
        Registration(),
        CounterMemory(),
        ScrapedCounterMemory(),
        TextRendering(),
        TextScrape(),
        ProtobufScrape(),
        HistogramScrape(),
    ]
}
