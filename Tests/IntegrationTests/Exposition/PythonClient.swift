import AtalayaMetrics
import Foundation

/// Readers by others: the parsers of `prometheus_client`, the reference implementation of OpenMetrics, for text; and for
/// protobuf the library from PyPI with a description of the messages made from their field numbers, not from ours.
enum PythonClient {
    /// An exposition and what it is served as.
    struct Document: Sendable {
        var bytes: [UInt8]
        var contentType: String
    }

    /// Reads one document a line and answers with one line each. Values travel as the hexadecimal form of a double, which
    /// loses nothing.
    private static let script = #"""
        import base64, json, sys
        from prometheus_client.parser import text_string_to_metric_families as plain
        from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics

        def hexed(value):
            return None if value is None else float(value).hex()

        def sample(name, labels, value, exemplar=None, native=None):
            return {"name": name, "labels": labels, "value": hexed(value), "exemplar": exemplar, "native": native}

        def exemplar(labels, value, timestamp):
            return {"labels": labels, "value": hexed(value), "timestamp": None if timestamp is None else float(timestamp)}

        def text(read, body):
            for family in read(body.decode("utf-8")):
                for s in family.samples:
                    yield sample(
                        s.name, s.labels, s.value,
                        s.exemplar and exemplar(s.exemplar.labels, s.exemplar.value, s.exemplar.timestamp))

        def family_class():
            from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
            types = {"string": 9, "double": 1, "uint64": 4, "int64": 3, "int32": 5, "uint32": 13, "sint32": 17, "sint64": 18}
            messages = {
                "Timestamp": [(1, "seconds", "int64"), (2, "nanos", "int32")],
                "LabelPair": [(1, "name", "string"), (2, "value", "string")],
                "Exemplar": [(1, "label", "*LabelPair"), (2, "value", "double"), (3, "timestamp", "Timestamp")],
                "Gauge": [(1, "value", "double")],
                "Counter": [(1, "value", "double"), (2, "exemplar", "Exemplar"), (3, "start", "Timestamp")],
                "Untyped": [(1, "value", "double")],
                "Quantile": [(1, "quantile", "double"), (2, "value", "double")],
                "Summary": [(1, "count", "uint64"), (2, "sum", "double"), (3, "quantile", "*Quantile"), (4, "start", "Timestamp")],
                "Bucket": [(1, "cumulative", "uint64"), (2, "bound", "double"), (3, "exemplar", "Exemplar")],
                "Span": [(1, "offset", "sint32"), (2, "length", "uint32")],
                "Histogram": [
                    (1, "count", "uint64"), (2, "sum", "double"), (3, "bucket", "*Bucket"), (5, "schema", "sint32"),
                    (6, "zero_threshold", "double"), (7, "zero_count", "uint64"), (9, "negative_span", "*Span"),
                    (10, "negative_delta", "*sint64"), (12, "positive_span", "*Span"), (13, "positive_delta", "*sint64"),
                    (15, "start", "Timestamp"), (16, "exemplars", "*Exemplar")],
                "Metric": [
                    (1, "label", "*LabelPair"), (2, "gauge", "Gauge"), (3, "counter", "Counter"), (4, "summary", "Summary"),
                    (5, "untyped", "Untyped"), (6, "timestamp_ms", "int64"), (7, "histogram", "Histogram")],
                "Family": [
                    (1, "name", "string"), (2, "help", "string"), (3, "type", "int32"), (4, "metric", "*Metric"),
                    (5, "unit", "string")],
            }
            file = descriptor_pb2.FileDescriptorProto(name="oracle.proto", package="oracle", syntax="proto2")
            for name, fields in messages.items():
                message = file.message_type.add(name=name)
                for number, field, kind in fields:
                    added = message.field.add(name=field, number=number, label=3 if kind[0] == "*" else 1)
                    kind = kind.lstrip("*")
                    if kind in types:
                        added.type = types[kind]
                    else:
                        added.type = 11
                        added.type_name = ".oracle." + kind
            pool = descriptor_pool.DescriptorPool()
            pool.Add(file)
            return message_factory.GetMessageClass(pool.FindMessageTypeByName("oracle.Family"))

        def delimited(body):
            at = 0
            while at < len(body):
                length = shift = 0
                while True:
                    byte = body[at]
                    at += 1
                    length |= (byte & 0x7F) << shift
                    shift += 7
                    if byte < 0x80:
                        break
                yield body[at:at + length]
                at += length
            assert at == len(body)

        def pairs(labels):
            found = {pair.name: pair.value for pair in labels}
            assert len(found) == len(labels), "a label twice"
            return found

        def read_exemplar(message):
            time = message.timestamp
            return exemplar(
                pairs(message.label), message.value,
                time.seconds + time.nanos / 1e9 if message.HasField("timestamp") else None)

        def unknown(message):
            from google.protobuf.unknown_fields import UnknownFieldSet
            return len(UnknownFieldSet(message))

        def buckets(spans, deltas):
            found, index, count, at = {}, 0, 0, 0
            for span in spans:
                index += span.offset
                for _ in range(span.length):
                    count += deltas[at]
                    at += 1
                    if count:
                        found[str(index)] = str(count)
                    index += 1
            assert at == len(deltas), "more buckets than in the spans"
            return found

        def protobuf(body, cache={}):
            if not cache:
                cache["class"] = family_class()
            for message in delimited(body):
                family = cache["class"].FromString(message)
                assert not unknown(family)
                for metric in family.metric:
                    assert not any(unknown(part) for part in (metric, metric.counter, metric.summary, metric.histogram))
                    labels = pairs(metric.label)
                    if family.type in (0, 1, 3):
                        value = metric.counter if family.type == 0 else metric.gauge if family.type == 1 else metric.untyped
                        assert value.HasField("value")
                        found = family.type == 0 and value.HasField("exemplar")
                        yield sample(family.name, labels, value.value, read_exemplar(value.exemplar) if found else None)
                    elif family.type == 2:
                        for q in metric.summary.quantile:
                            yield sample(family.name, {**labels, "quantile": repr(q.quantile)}, q.value)
                        yield sample(family.name + "_sum", labels, metric.summary.sum)
                        yield sample(family.name + "_count", labels, metric.summary.count)
                    else:
                        h = metric.histogram
                        for b in h.bucket:
                            yield sample(
                                family.name + "_bucket", {**labels, "le": "+Inf" if b.bound == float("inf") else repr(b.bound)},
                                b.cumulative, read_exemplar(b.exemplar) if b.HasField("exemplar") else None)
                        prefix = "_g" if family.type == 5 else "_"
                        if h.bucket:
                            yield sample(family.name + prefix + "sum", labels, h.sum)
                            yield sample(family.name + prefix + "count", labels, h.count)
                        if h.zero_threshold > 0 or h.zero_count > 0 or h.positive_span or h.negative_span:
                            yield sample(family.name, labels, h.count, native={
                                "schema": h.schema, "threshold": hexed(h.zero_threshold), "zero": str(h.zero_count),
                                "positive": buckets(h.positive_span, h.positive_delta),
                                "negative": buckets(h.negative_span, h.negative_delta)})

        for line in sys.stdin:
            document = json.loads(line)
            body = base64.b64decode(document["body"])
            kind = document["type"]
            try:
                if "protobuf" in kind:
                    found = list(protobuf(body))
                else:
                    found = list(text(openmetrics if "openmetrics" in kind else plain, body))
                print(json.dumps({"samples": found}))
            except Exception as error:
                print(json.dumps({"problem": f"{type(error).__name__}: {error}"}))
        """#

    private struct Sample: Decodable {
        struct Exemplar: Decodable {
            var labels: [String: String]
            var value: String
            var timestamp: Double?
        }

        struct Native: Decodable {
            var schema: Int
            var threshold: String
            var zero: String
            var positive: [String: String]
            var negative: [String: String]
        }

        var name: String
        var labels: [String: String]
        var value: String
        var exemplar: Exemplar?
        var native: Native?
    }

    private struct Answer: Decodable {
        var samples: [Sample]?
        var problem: String?
    }

    /// What Python reads of one exposition; throws where it refuses it.
    static func read(_ exposition: [UInt8], contentType: String) async throws -> [ReadSample] {
        let answers = try await read([Document(bytes: exposition, contentType: contentType)])
        guard answers.count == 1 else { throw ProgramError("\(answers.count) answers to one exposition") }
        return try answers[0].get()
    }

    /// What Python reads of many, in one process.
    static func read(_ documents: [Document]) async throws -> [Result<[ReadSample], ProgramError>] {
        let input = documents.map { document in
            #"{"type": "\#(document.contentType)", "body": "\#(Data(document.bytes).base64EncodedString())"}"#
        }
        let outcome = try await Peer.python.run(["-c", script], input: input.joined(separator: "\n") + "\n")
        guard outcome.exitCode == 0 else { throw ProgramError("Python fails: \(outcome.errors)") }
        return try outcome.output.split(separator: "\n").map { line in
            let answer = try JSONDecoder().decode(Answer.self, from: Data(line.utf8))
            guard let samples = answer.samples else {
                return .failure(ProgramError("Python refuses it: \(answer.problem ?? "")"))
            }
            return .success(try samples.map(readSample))
        }
    }

    private static func readSample(_ sample: Sample) throws -> ReadSample {
        var read = ReadSample(name: sample.name, labelsWithBound: sample.labels, value: try double(sample.value))
        read.exemplar = try sample.exemplar.map {
            ReadExemplar(labels: $0.labels, value: try double($0.value), timestamp: $0.timestamp)
        }
        read.native = try sample.native.map { native in
            ReadNative(
                schema: native.schema, zeroThreshold: try double(native.threshold), zeroCount: native.zero,
                positive: native.positive, negative: native.negative)
        }
        return read
    }

    private static func double(_ text: String) throws -> Double {
        switch text {
        case "nan": return .nan
        case "inf": return .infinity
        case "-inf": return -.infinity
        default:
            guard let value = Double(text) else { throw ProgramError("no number: \(text)") }
            return value
        }
    }
}
