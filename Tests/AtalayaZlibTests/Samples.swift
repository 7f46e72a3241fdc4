@testable import AtalayaZlib

/// Bytes from hexadecimal digits; spaces are for the reader.
func bytes(_ hexadecimal: String) -> [UInt8] {
    let digits = hexadecimal.compactMap { $0.hexDigitValue }
    return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

enum Samples {
    static let text = Array("one line of a log\nand another line of a log\n".utf8)

    /// `text` as others compressed it (Python's `gzip` and `zlib`).
    static let foreign: [(format: ZlibFormat, note: String, stream: [UInt8])] = [
        (
            .gzip, "plain",
            bytes(
                """
                1f8b0800000000000203cbcf4b55c8c90412f9690a890a39f9e95c8979290a8979f92519a94568320077cb5c8f2c000000
                """)
        ),
        (
            .gzip, "with name, comment, extra field and header checksum",
            bytes(
                """
                1f8b081e0000000000030400616200006c6f672e747874006e6f746500da51cbcf4b55c8c90412f9690a890a39f9e95c897929
                0a8979f92519a94568320077cb5c8f2c000000
                """)
        ),
        (
            .gzip, "stored",
            bytes(
                """
                1f8b0800000000000403012c00d3ff6f6e65206c696e65206f662061206c6f670a616e6420616e6f74686572206c696e65206f
                662061206c6f670a77cb5c8f2c000000
                """)
        ),
        (
            .zlib, "level 6",
            bytes("789ccbcf4b55c8c90412f9690a890a39f9e95c8979290a8979f92519a945683200555c0edb")
        ),
        (
            .raw, "level 6",
            bytes("cbcf4b55c8c90412f9690a890a39f9e95c8979290a8979f92519a945683200")
        ),
    ]

    static let emptyGzip = bytes("1f8b080000000000000303000000000000000000")
    static let zlibWithDictionary = bytes(
        "78bb06c101cecbcf4b55c8c90412f9690a896091c4bc1485c4bcfc928cd422341900555c0edb")

    /// Lines that repeat like those of a log but never exactly: the same bytes for the same seed.
    static func logText(lines: Int, seed: UInt64 = 1) -> [UInt8] {
        var state = seed
        var output: [UInt8] = []
        for line in 0..<lines {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let status = [200, 200, 200, 404, 500][Int(state >> 33) % 5]
            output += Array(
                "{\"line\":\(line),\"status\":\(status),\"request\":\"\(String(state, radix: 16))\"}\n".utf8)
        }
        return output
    }
}
