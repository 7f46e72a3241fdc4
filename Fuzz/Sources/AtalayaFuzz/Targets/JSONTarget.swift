import AtalayaConfig
import AtalayaLogs

/// Log lines in JSON. Two readers of ours must agree on what JSON is, and what one reads survives MessagePack.
struct JSONTarget: FuzzTarget {
    let name = "json"

    let seeds = words([
        #"{"ts":"2026-01-01T00:00:00.123Z","level":"info","event":"request","status":200,"duration_seconds":0.0123}"#,
        #"{"message":"a \"quote\", a \\ and \u00e9\ud83d\ude00\n","nested":{"list":[1,-2,3.5e-3,true,false,null,[]]}}"#,
        #"[18446744073709551615,-9223372036854775808,9223372036854775808,1e308,5e-324,-0,-0.0]"#,
        #"{"ts":1767225600.5,"ts":"twice","":{}}"#,
        #" "text" "#,
    ])

    let dictionary = words([
        "{", "}", "[", "]", ",", ":", "null", "true", "false", "\"", "\\u0000", "\\ud83d", "\\udc00", "1e999", "-0",
        "\u{feff}", "\t",
        "1.", ".5", "01", "+1", "'", "//", "NaN", "\u{7f}", "\u{2028}",
    ])

    func run(_ input: [UInt8]) throws(FuzzFailure) {
        let parser = JSONParser()
        _ = parser.parse(input.span, readAt: LogTime(seconds: 0))
        let value = try? JSONReader.read(input.span)
        if !input.starts(with: [0xef, 0xbb, 0xbf]) {
            // A byte order mark is for files, not for lines.
            let node = JSONDocumentReader.read(input, file: "input").node
            try require((value == nil) == (node == nil), "one reader took it, the other did not")
        }
        guard let value else { return }
        do {
            var bytes: [UInt8] = []
            try MessagePackWriter.write(value, into: &bytes)
            var reader = MessagePackReader(bytes)
            let again = try reader.readValue()
            try require(again == value && reader.isAtEnd, "came back from MessagePack as something else")
        } catch let failure as FuzzFailure {
            throw failure
        } catch {
            throw FuzzFailure("MessagePack refused it: \(error)")
        }
    }
}
