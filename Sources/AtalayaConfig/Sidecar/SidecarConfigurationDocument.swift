import AtalayaModel

extension SidecarConfiguration {
    /// A key that the sidecar reads over.
    static let noteKey = "note"

    /// The configuration as a document; `JSONWriter` makes the file of it. Settings that have their default are left
    /// out.
    ///
    /// - Parameter note: For people, under ``noteKey`` at the beginning.
    public func document(note: String? = nil) -> Document {
        let standard = SidecarConfiguration()
        return .fields { fields in
            fields.set(Self.noteKey, string: note)
            for setting in SidecarSettings.all {
                guard let key = setting.key, let text = setting.read(self) else { continue }
                // Where it listens and what it writes are always said: a reader of the file looks for them.
                let isAlwaysSaid = ["listen", "forward", "checkpoint_directory"].contains(key)
                guard isAlwaysSaid || text != setting.read(standard) else { continue }
                fields.set(key, setting.isNumber ? Int64(text).map(Document.int) : .string(text))
            }
            if aggregators.count > 1 || aggregators.contains(where: { !$0.isPlain }) {
                fields.set("aggregators", nonEmpty: aggregators.map { $0.document() })
            }
            fields.set("output", output?.document())
            fields.set("tails", nonEmpty: tails.map { $0.document() })
            fields.set("probes", nonEmpty: probes.map { $0.document() })
            fields.set("scrapes", nonEmpty: scrapes.map { $0.document() })
            fields.set("metrics", nonEmpty: metrics.map { $0.document() })
        }
    }
}

extension SidecarConfiguration.Aggregator {
    fileprivate func document() -> Document {
        Document.fields {
            $0.set("address", string: address.description)
            if weight != 1 { $0.set("weight", .int(Int64(weight))) }
            if isStandby { $0.set("standby", .bool(true)) }
        }.flow()
    }
}

extension SidecarConfiguration.Tail {
    fileprivate func document() -> Document {
        .fields {
            $0.set("source", string: source)
            $0.set("path", string: path)
            $0.set("format", string: format)
            $0.set("tag", string: tag)
            $0.set("time", string: timeField)
            if isSpooled { $0.set("spool", .bool(true)) }
            processing.write(to: &$0)
        }
    }
}

extension SidecarConfiguration.Probe {
    fileprivate func document() -> Document {
        .fields {
            $0.set("service", string: service)
            $0.set("url", string: url)
            $0.set("interval", string: interval.description)
            $0.set("timeout", string: timeout.description)
        }
    }
}

extension SidecarConfiguration.Scrape {
    fileprivate func document() -> Document {
        .fields {
            $0.set("service", string: service)
            $0.set("url", string: url)
            $0.set(
                "labels", labels.map { Document.mapping($0.map { Document.Entry($0.name, .string($0.value)) }).flow() })
        }
    }
}

extension SidecarConfiguration.Metric {
    fileprivate func document() -> Document {
        .fields {
            $0.set("name", string: descriptor.name.rawValue)
            $0.set("type", string: descriptor.kind.rawValue)
            $0.set("help", string: descriptor.help)
            if descriptor.unit != .none { $0.set("unit", string: descriptor.unit.rawValue) }
            // Without bounds there are none to be said: only native ones.
            $0.set(
                "buckets",
                descriptor.buckets.flatMap {
                    $0.upperBounds.isEmpty ? nil : Document.sequence($0.upperBounds.map(Document.double)).flow()
                })
            $0.set("native", descriptor.native.map(NativeBuckets.document))
            $0.set("labels", nonEmpty: descriptor.labels.map(Self.document(of:)))
            $0.set("rules", nonEmpty: rules.map { $0.document() })
        }
    }

    private static func document(of label: LabelDescriptor) -> Document {
        Document.fields {
            $0.set("name", string: label.name.rawValue)
            $0.set("values", label.values.map { .flowStrings($0) })
            if !label.help.isEmpty { $0.set("help", string: label.help) }
        }.flow()
    }
}

extension SidecarConfiguration.Rule {
    fileprivate func document() -> Document {
        .fields {
            $0.set("source", string: source)
            if !when.isEmpty {
                let conditions = when.map { Document.Entry($0.field, .flowStrings($0.values)) }
                $0.set("when", Document.mapping(conditions).flow())
            }
            $0.set("pattern", string: pattern)
            $0.set("field", string: field)
            $0.set("value", string: value)
            if !labels.isEmpty {
                $0.set("labels", .mapping(labels.map { Document.Entry($0.label, $0.document()) }))
            }
        }
    }
}

extension SidecarConfiguration.LabelValue {
    fileprivate func document() -> Document {
        switch origin {
        case .field(let name): Document.mapping([Document.Entry("field", .string(name))]).flow()
        case .constant(let text): Document.mapping([Document.Entry("constant", .string(text))]).flow()
        }
    }
}
