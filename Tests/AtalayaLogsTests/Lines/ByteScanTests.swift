import Testing

@testable import AtalayaLogs

@Suite("Finding bytes")
struct ByteScanTests {
    @Test("The first byte sought is found from every start, among every neighbour", arguments: 0..<200)
    func agreesWithPlainSearch(seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        // Neighbours of the sought bytes on purpose: borrows run from one byte of a word into the next.
        let alphabet: [UInt8] = [
            0x0A, 0x0B, 0x09, 0x00, 0x01, 0x80, 0x8A, 0xFF, 0x61, 0x20, 0x1F, 0x21, 0x22, 0x23, 0x5C, 0x5D,
        ]
        let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in alphabet.randomElement(using: &random)! }
        for start in 0...bytes.count {
            let rest = bytes[start...]
            #expect(ByteScan.firstIndex(of: 0x0A, in: bytes.span, from: start) == rest.firstIndex(of: 0x0A))
            let plainEnd = rest.firstIndex { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C } ?? bytes.count
            #expect(ByteScan.endOfPlainText(in: bytes.span, from: start) == plainEnd)
        }
    }
}
