import Testing

@testable import AtalayaMetrics

struct ThreadStripeTests {
    @Test("A stripe is always within bounds", arguments: [1, 2, 3, 5, 10] as [UInt])
    func bounds(bits: UInt) {
        for address in [0, 1, .max, 1 << 47, 0x7FFF_FFFF_F000] as [UInt] {
            for salt in [0, 1, .max] as [UInt] {
                let index = ThreadStripe.index(ofStackAt: address, bits: bits, salt: salt)
                #expect((0..<1 << Int(bits)).contains(index))
            }
        }
        #expect((0..<1 << Int(bits)).contains(ThreadStripe.index(bits: bits)))
    }

    @Test(
        "Stacks one after another are spread over the stripes", arguments: [0x80_1000, 0x2_1000, 0x10_0000] as [UInt])
    func spread(distance: UInt) {
        let stripes = (0..<8 as Range<UInt>).map {
            ThreadStripe.index(ofStackAt: 0x7F00_1234_5000 - $0 * distance, bits: 3)
        }
        #expect(Set(stripes).count >= 5)
    }

    @Test("The depth of calls does not change the stripe, as long as the stack is aligned as stacks are")
    func depth() {
        let top: UInt = 0x7F00_1234_FFFF
        let stripes = stride(from: 0, to: 0xFFFF, by: 64).map { ThreadStripe.index(ofStackAt: top - $0, bits: 3) }
        #expect(Set(stripes).count == 1)
    }
}
