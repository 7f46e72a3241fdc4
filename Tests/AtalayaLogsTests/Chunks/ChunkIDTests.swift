import Testing

@testable import AtalayaLogs

struct ChunkIDTests {
    static let ordered = Array<UInt8>(0..<16)

    @Test("The 16 bytes 00…0f are the 24 characters of the published vector")
    func golden() throws {
        let id = try #require(ChunkID(bytes: Self.ordered))
        #expect(id.base64 == "AAECAwQFBgcICQoLDA0ODw==")
        #expect(id.bytes == Self.ordered)
        #expect(ChunkID(base64: id.base64) == id)
        #expect("\(id)" == id.base64)
    }

    @Test("Random IDs survive the way to text and back")
    func random() throws {
        var random = RepeatableRandom(seed: 1)
        var seen: Set<ChunkID> = []
        for _ in 0..<500 {
            let id = ChunkID(random: &random)
            #expect(id.base64.utf8.count == 24)
            #expect(ChunkID(base64: id.base64) == id)
            #expect(seen.insert(id).inserted)
        }
    }

    @Test(
        "Text that cannot be an ID is refused",
        arguments: [
            "", "AAECAwQFBgcICQoLDA0ODw", "AAECAwQFBgcICQoLDA0ODw==\n", "AAECAwQFBgcICQoLDA0ODx==",
            "AAECAwQFBgcICQoLDA0ODw=A", "AAECAwQFBgcICQoLDA0OD===", "-AECAwQFBgcICQoLDA0ODw==",
            "AAECAwQFBgcICQoLDA0=", "AAECAwQFBgcICQoLDA0ODxAR", "żżżżżżżżżżżż",
        ])
    func refused(text: String) {
        #expect(ChunkID(base64: text) == nil)
    }

    @Test("Other numbers of bytes than 16 are refused", arguments: [0, 1, 15, 17, 32])
    func wrongCount(count: Int) {
        #expect(ChunkID(bytes: Array(repeating: UInt8(1), count: count)) == nil)
    }

    @Test(
        "Base64 has the vectors of RFC 4648",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func vectors(plain: String, encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(plain.utf8))
    }
}
