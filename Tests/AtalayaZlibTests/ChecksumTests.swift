import AtalayaZlib
import Testing

struct ChecksumTests {
    @Test("The check value of CRC-32 is the published one")
    func checkValue() {
        #expect(Checksum.crc32(Array("123456789".utf8)) == 0xcbf4_3926)
        #expect(Checksum.crc32([]) == 0)
    }

    @Test("A checksum goes on from where another ended, at every split")
    func continuing() {
        let whole = Checksum.crc32(Samples.text)
        #expect(whole == IndependentInflater.crc32(Samples.text))
        for split in 0...Samples.text.count {
            let first = Checksum.crc32(Array(Samples.text[..<split]))
            #expect(Checksum.crc32(Array(Samples.text[split...]), continuing: first) == whole)
        }
    }
}
