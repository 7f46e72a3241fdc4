import AtalayaLogs
import Testing

@Suite("Records as JSON lines")
struct RecordJSONTests {
    private func json(_ record: LogRecord) -> String {
        var json = RecordJSON()
        json.append(tag: "app", record)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    @Test("every kind of value is legal JSON")
    func values() {
        let record = LogRecord(
            time: LogTime(seconds: 1_441_588_984, nanoseconds: 500_000_000),
            fields: [
                LogField("text", .string("a\"b\\c\n\u{1}é😀")), LogField("yes", .bool(true)), LogField("nothing", .null),
                LogField("integer", .integer(-5)), LogField("unsigned", .unsigned(.max)),
                LogField("double", .double(0.25)),
                LogField("nan", .double(.nan)), LogField("bytes", .binary([0, 255])),
                LogField("list", .array([.integer(1), .string("x")])), LogField("map", .map([LogField("k", .null)])),
            ]
        )
        #expect(
            self.json(record)
                == #"{"tag":"app","time":"2015-09-07T01:23:04.500000000Z","record":{"text":"a\"b\\c\n\u0001é😀","yes":true,"nothing":null,"#
                + #""integer":-5,"unsigned":18446744073709551615,"double":0.25,"nan":"NaN","bytes":"00ff","list":[1,"x"],"map":{"k":null}}}"#
                + "\n"
        )
    }

    @Test("a name that is there twice is numbered, so that no reader loses a value")
    func twice() {
        let fields = [LogField("a", .integer(1)), LogField("a", .integer(2))]
        #expect(RecordJSON.line(fields) == Array("{\"a\":1,\"a_2\":2}\n".utf8))
    }

    @Test(
        "times are RFC 3339",
        arguments: [
            (Int64(0), UInt32(0), "1970-01-01T00:00:00.000000000Z"),
            (-1, 999_999_999, "1969-12-31T23:59:59.999999999Z"),
            (951_782_400, 1, "2000-02-29T00:00:00.000000001Z"), (4_294_967_295, 0, "2106-02-07T06:28:15.000000000Z"),
        ])
    func times(seconds: Int64, nanoseconds: UInt32, expected: String) {
        #expect(CivilTime(LogTime(seconds: seconds, nanoseconds: nanoseconds)).rfc3339 == expected)
    }
}
