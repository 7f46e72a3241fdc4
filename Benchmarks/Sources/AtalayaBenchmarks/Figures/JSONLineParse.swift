import AtalayaLogs
import Measuring

/// A JSON log line made into a record.
struct JSONLineParse: Figure {
    let name = "JSON line to record, for each byte"
    let limit = "a table lookup that depends on the last one"
    let targets: [Target] = []

    func prepare() throws -> Contest {
        let corpus = LogCorpus.application(bytes: 1 << 20)
        let parser = JSONParser()
        let time = LogTime(seconds: 1_767_225_600, nanoseconds: 0)
        let (outside, inside, escaped): (UInt8, UInt8, UInt8) = (0, 1, 2)
        var transitions = [outside, inside, inside].flatMap { [UInt8](repeating: $0, count: 256) }
        transitions[Int(outside) << 8 | 0x22] = inside
        transitions[Int(inside) << 8 | 0x22] = outside
        transitions[Int(inside) << 8 | 0x5c] = escaped
        return Contest(
            ours: {
                Cost.measure(operations: corpus.byteCount) {
                    for line in corpus.lines { blackHole(parser.parse(line.span, readAt: time)) }
                }
            },
            limit: {
                Cost.measure(operations: corpus.byteCount) {
                    for line in corpus.lines { blackHole(Self.walk(line, transitions)) }
                }
            })
    }

    /// What any reader that goes byte by byte must do: inside a string, behind a backslash or outside, and on.
    private static func walk(_ line: [UInt8], _ transitions: [UInt8]) -> UInt8 {
        line.withUnsafeBufferPointer { line in
            transitions.withUnsafeBufferPointer { transitions in
                var state: UInt8 = 0
                for byte in line { state = transitions[Int(state) << 8 | Int(byte)] }
                return state
            }
        }
    }
}
