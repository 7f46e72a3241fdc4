/// How the lines of one sample name begin. A name that not every reader knows goes into the braces, in quotes.
struct LineHead: Sendable {
    /// Of a line without labels: `name ` or `{"my.name"} `.
    let bare: [UInt8]
    /// Before labels, which end with `} `: `name{` or `{"my.name",`.
    let open: [UInt8]

    init(_ name: String) {
        var bytes: [UInt8] = []
        if name.isLegacyMetricName {
            bytes += name.utf8
            bare = bytes + " ".utf8
            open = bytes + "{".utf8
        } else {
            bytes += "{\"".utf8
            TextEscaping.appendQuoted(name, to: &bytes)
            bytes += "\"".utf8
            bare = bytes + "} ".utf8
            open = bytes + ",".utf8
        }
    }
}

/// What the lines of a family have in common, made once for as long as its series stay the same.
final class FamilyHeads: Sendable {
    /// Of the lines called as the metric.
    let value: LineHead
    let bucket: LineHead
    let sum: LineHead
    let count: LineHead
    let created: LineHead
    let upperBounds: [Double]
    /// `le="0.5"} ` for each bound, `+Inf` last, one behind the other.
    let bucketTails: [UInt8]
    /// Where each of them ends.
    let tailEnds: [Int]

    init(_ family: MetricFamily, upperBounds: [Double]) {
        let name = family.familyName
        value = LineHead(family.name)
        let isGauge = family.kind == .gaugeHistogram
        let hasBuckets = family.kind.hasBuckets
        bucket = hasBuckets ? LineHead(name + "_bucket") : value
        sum = hasBuckets || family.kind == .summary ? LineHead(name + (isGauge ? "_gsum" : "_sum")) : value
        count = hasBuckets || family.kind == .summary ? LineHead(name + (isGauge ? "_gcount" : "_count")) : value
        created = LineHead(name + "_created")
        self.upperBounds = upperBounds
        var tails: [UInt8] = []
        var ends: [Int] = []
        for bound in hasBuckets ? upperBounds + [.infinity] : [] {
            tails += "le=\"".utf8
            NumberText.append(bound, style: .keepingPoint, to: &tails)
            tails += "\"} ".utf8
            ends.append(tails.count)
        }
        bucketTails = tails
        tailEnds = ends
    }
}
