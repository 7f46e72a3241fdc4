import AtalayaModel

/// The native buckets of a histogram: `native: true` for the usual ones, or `native: {factor: 1.5, buckets_max: 80}`.
struct NativeBuckets: NodeDecodable {
    /// Nil for `false`.
    var options: NativeHistogramOptions?

    static func decode(_ node: DocumentNode, path: String, context: DecodingContext) -> NativeBuckets? {
        if case .bool(let isWanted) = node.value { return NativeBuckets(options: isWanted ? .default : nil) }
        return MappingDecoder.decode(node, path: path, context: context) { mapping in
            let factor = mapping.value("factor", default: NativeBuckets.usualFactor)
            let zeroThreshold = mapping.value(
                "zero_threshold", default: NativeHistogramOptions.defaultZeroThreshold)
            let bucketsMax = mapping.value("buckets_max", default: NativeHistogramOptions.defaultBucketsMax)
            do throws(ModelError) {
                return NativeBuckets(
                    options: try NativeHistogramOptions(
                        bucketFactor: factor, zeroThreshold: zeroThreshold, bucketsMax: bucketsMax))
            } catch {
                context.report(Diagnostic.rule(of: error), error.message, at: node, path: path)
                return nil
            }
        }
    }

    /// What is read back as the same options.
    static func document(of options: NativeHistogramOptions) -> Document {
        let standard = NativeHistogramOptions.default
        if options == standard { return .bool(true) }
        return Document.fields {
            // The growth of its schema, from which the same schema follows.
            let growth = NativeBuckets.growth(ofSchema: options.schema)
            $0.set("factor", options.schema == standard.schema ? nil : .double(growth))
            $0.set("buckets_max", options.bucketsMax == standard.bucketsMax ? nil : .int(Int64(options.bucketsMax)))
            $0.set(
                "zero_threshold",
                options.zeroThreshold == standard.zeroThreshold ? nil : .double(options.zeroThreshold))
        }.flow()
    }

    private static let usualFactor = 1.1

    /// 2^(2^-schema): 65,536 for -4, and the root of the one before for each that follows.
    private static func growth(ofSchema schema: Int) -> Double {
        (-4..<max(-4, schema)).reduce(65_536.0) { growth, _ in growth.squareRoot() }
    }
}
