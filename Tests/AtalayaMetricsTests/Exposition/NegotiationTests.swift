import AtalayaMetrics
import Testing

struct NegotiationTests {
    private static let protobufEntry =
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited"
    private static let prometheus2 =
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
        + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
    private static let prometheus2Native =
        protobufEntry + ",application/openmetrics-text;version=1.0.0;q=0.8,"
        + "application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
    private static let prometheus3 =
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
        + "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
        + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2"
    private static let prometheus3ProtobufFirst =
        protobufEntry + ";q=0.6,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
        + "application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,"
        + "text/plain;version=0.0.4;q=0.2,*/*;q=0.1"
    private static let prometheus3Underscores = prometheus3.replacing("allow-utf-8", with: "underscores")
    private static let prometheus3Text =
        "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=0.0.4;q=0.5,*/*;q=0.2"

    private static let text004 = "text/plain; version=0.0.4; charset=utf-8"
    private static let text100 = "text/plain; version=1.0.0; charset=utf-8"
    private static let openMetrics1 = "application/openmetrics-text; version=1.0.0; charset=utf-8"
    private static let openMetrics001 = "application/openmetrics-text; version=0.0.1; charset=utf-8"
    private static let protobuf =
        "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited"

    @Test(
        "Content types by Accept header",
        arguments: [
            (nil, text004), ("", text004), ("*/*", text004), ("text/*", text004), ("application/*", openMetrics1),
            (prometheus2, openMetrics1), (prometheus2Native, protobuf),
            (prometheus3, openMetrics1 + "; escaping=allow-utf-8"),
            (prometheus3Underscores, openMetrics1 + "; escaping=underscores"),
            (prometheus3ProtobufFirst, protobuf + "; escaping=allow-utf-8"),
            (prometheus3Text, text100 + "; escaping=allow-utf-8"),
            (protobufEntry, protobuf), (protobufEntry + ";q=0.1,text/plain;q=0.2", text004),
            ("application/vnd.google.protobuf", text004),
            ("application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=text", text004),
            (
                "application/vnd.google.protobuf;proto=other.Message;encoding=delimited,text/plain;version=1.0.0",
                text100
            ),
            (protobufEntry + ",text/plain;version=0.0.4", protobuf),
            (protobufEntry + ";q=0,*/*", text004),
            ("application/openmetrics-text", openMetrics1),
            ("application/openmetrics-text;version=0.0.1", openMetrics001),
            ("application/openmetrics-text;version=2.0.0", text004),
            ("application/openmetrics-text;version=2.0.0,*/*;q=0.1", text004),
            ("text/plain", text004), ("text/plain;version=1.0.0", text100),
            ("text/plain;version=1.0.0;q=0.4,text/plain;version=0.0.4;q=0.5", text004),
            ("text/plain;version=0.0.4;q=0.9, application/openmetrics-text;q=0.91", openMetrics1),
            ("text/plain;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4", text004),
            ("TEXT/Plain ; Version=0.0.4 ; Q=0.1 , Application/OpenMetrics-Text;q=0.2", openMetrics1),
            ("application/openmetrics-text; version=\"1.0.0\"; charset=utf-8", openMetrics1),
            ("text/plain;version=0.0.4;escaping=values", text004 + "; escaping=values"),
            ("text/plain;version=0.0.4;escaping=dots", text004 + "; escaping=dots"),
            ("text/plain;version=0.0.4;escaping=allow-utf-8", text004 + "; escaping=allow-utf-8"),
            ("text/plain;version=0.0.4;escaping=nonsense", text004 + "; escaping=underscores"),
            ("text/plain;escaping=nonsense,*/*;escaping=dots;q=0.1", text004 + "; escaping=dots"),
            ("image/png;escaping=values,text/plain;q=0.1", text004 + "; escaping=values"),
            ("image/png;escaping=values", text004 + "; escaping=values"),
            ("text/plain;escaping=values,image/png;escaping=dots", text004 + "; escaping=values"),
            ("text/plain;version=1.0.0;escaping=dots;q=0,text/plain;version=0.0.4", text004),
            ("application/json", text004), ("image/png;q=1, text/plain;q=0", text004),
            ("text/plain;q=0, */*", openMetrics1), ("application/openmetrics-text;q=0, */*;q=0.1", text004),
            ("*/*, application/openmetrics-text;version=1.0.0", openMetrics1),
            ("text/plain, application/openmetrics-text", text004),
            ("application/openmetrics-text, text/plain", openMetrics1),
            ("application/openmetrics-text;q=2, text/plain;q=0.1", text004),
            ("application/openmetrics-text;q=nan, text/plain;q=0.1", text004),
            ("application/openmetrics-text;q=-1, text/plain", text004),
            (",,;;=,q=1;;, application/openmetrics-text", openMetrics1),
            ("\"unterminated, application/openmetrics-text", text004),
        ] as [(String?, String)])
    func contentTypes(accept: String?, expected: String) {
        let response = MetricsEndpoint(registry: MetricsRegistry()).respond(accept: accept, acceptEncoding: nil)
        #expect(response.headers.first { $0.name == "Content-Type" }?.value == expected)
        #expect(response.headers.first { $0.name == "Vary" }?.value == "Accept, Accept-Encoding")
        #expect(response.status == 200)
    }

    @Test("A format that nobody enabled is not negotiated, and one that was is")
    func enabled() {
        let formats: [any ExpositionFormat] = [OpenMetricsFormat(writesCreated: true)]
        #expect(ExpositionFormats.negotiate(accept: "text/plain", among: formats).contentType == Self.openMetrics1)
        #expect(ExpositionFormats.negotiate(accept: nil, among: []).contentType == Self.text004)
    }

    @Test("Every format is negotiated by its own content type", arguments: ExpositionFormats.all)
    func ownContentType(format: any ExpositionFormat) {
        #expect(ExpositionFormats.negotiate(accept: format.contentType).contentType == format.contentType)
    }

    @Test("A header of many thousand entries is read within bounds")
    func hostileHeader() {
        let header = String(repeating: "application/openmetrics-text;version=9;q=0.1,", count: 20_000)
        #expect(ExpositionFormats.negotiate(accept: header).contentType == Self.text004)
    }
}
