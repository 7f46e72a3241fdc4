import AtalayaLogs
import Testing

struct SpoolCommitTests {
    private func expectKept(_ commit: inout SpoolCommit, _ sequence: UInt64) {
        let isKept = commit.acknowledge(sequence)
        #expect(isKept, "\(sequence)")
    }

    private func expectRefused(_ commit: inout SpoolCommit, _ sequence: UInt64) {
        let isKept = commit.acknowledge(sequence)
        #expect(!isKept, "\(sequence)")
    }

    @Test("Acknowledgements in order move the mark")
    func inOrder() {
        var commit = SpoolCommit()
        for sequence in 1...5000 as ClosedRange<UInt64> {
            #expect(!commit.contains(sequence))
            expectKept(&commit, sequence)
            #expect(commit.through == sequence && commit.contains(sequence))
        }
    }

    @Test("Acknowledgements in any order end in the same state")
    func anyOrder() {
        var random = RepeatableRandom(seed: 9)
        for _ in 0..<4 {
            var commit = SpoolCommit(through: 100)
            let sequences = Array(101...(100 + SpoolCommit.window)).shuffled(using: &random)
            var done: Set<UInt64> = []
            for (index, sequence) in sequences.prefix(500).enumerated() {
                expectKept(&commit, sequence)
                expectKept(&commit, sequence)
                done.insert(sequence)
                if index % 250 == 0 {
                    for probe in 101...(100 + SpoolCommit.window) {
                        #expect(commit.contains(probe) == done.contains(probe))
                    }
                }
            }
            for sequence in sequences { commit.acknowledge(sequence) }
            #expect(commit == SpoolCommit(through: 100 + SpoolCommit.window))
        }
    }

    @Test("What is too far ahead is not kept, and the farthest that fits is")
    func window() {
        var commit = SpoolCommit(through: 50)
        expectRefused(&commit, 51 + SpoolCommit.window)
        expectRefused(&commit, .max)
        #expect(!commit.contains(.max))
        expectKept(&commit, 50 + SpoolCommit.window)
        #expect(commit.contains(50 + SpoolCommit.window) && !commit.contains(51))
        expectKept(&commit, 0)
        #expect(commit.through == 50)
    }

    @Test("Commits go to the two slots in turn, and the newer one is read")
    func slots() throws {
        var file = Array(repeating: UInt8(0), count: 2 * SpoolCommit.slotBytes)
        #expect(SpoolCommit(decoding: file) == nil)
        #expect(SpoolCommit(decoding: []) == nil)
        var commit = SpoolCommit()
        var slots: [Int] = []
        for sequence in [1, 2, 5, 7, 3, 4] as [UInt64] {
            commit.acknowledge(sequence)
            let (slot, bytes) = commit.commit()
            #expect(bytes.count == SpoolCommit.slotBytes)
            file.replaceSubrange(slot * SpoolCommit.slotBytes..<(slot + 1) * SpoolCommit.slotBytes, with: bytes)
            slots.append(slot)
            let read = try #require(SpoolCommit(decoding: file))
            #expect(read == commit)
        }
        #expect(slots == [1, 0, 1, 0, 1, 0])
        #expect(commit.through == 5 && commit.contains(7) && !commit.contains(6))
    }

    @Test("A write that is cut at any byte, or a byte that is flipped, leaves the commit before it")
    func torn() throws {
        var commit = SpoolCommit()
        var file = Array(repeating: UInt8(0), count: 2 * SpoolCommit.slotBytes)
        for sequence in 1...3 as ClosedRange<UInt64> {
            commit.acknowledge(sequence)
            let (slot, bytes) = commit.commit()
            file.replaceSubrange(slot * SpoolCommit.slotBytes..<(slot + 1) * SpoolCommit.slotBytes, with: bytes)
        }
        let before = commit
        commit.acknowledge(4)
        let (slot, bytes) = commit.commit()
        let start = slot * SpoolCommit.slotBytes
        for length in 0...SpoolCommit.slotBytes {
            var torn = file
            torn.replaceSubrange(start..<(start + length), with: bytes[..<length])
            let read = try #require(SpoolCommit(decoding: torn))
            #expect(read == before || read == commit)
        }
        file.replaceSubrange(start..<(start + SpoolCommit.slotBytes), with: bytes)
        for position in 0..<SpoolCommit.slotBytes {
            var damaged = file
            damaged[start + position] ^= 0x10
            #expect(SpoolCommit(decoding: damaged) == before, "byte \(position)")
        }
    }

    @Test("Files of every other length are read or refused, never a trap")
    func lengths() {
        var commit = SpoolCommit(through: 9)
        let (_, bytes) = commit.commit()
        for length in 0..<(bytes.count * 2) {
            let file = Array((bytes + bytes)[..<length])
            #expect((SpoolCommit(decoding: file) != nil) == (length >= SpoolCommit.slotBytes))
        }
    }
}
