@testable import Atalaya
import AtalayaTesting
import Foundation
import Testing

@Suite("Standard output")
struct StandardOutputTests {
    @Test("takes every byte, in their order, where a pipe takes a part at a time and does not block")
    func nonBlocking() async throws {
        let (reading, writing) = try TemporaryDirectory.makePipe()
        let number = writing.fileDescriptor
        #expect(fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK) == 0)
        // Far more than a pipe holds.
        let bytes = (0..<1_000_000).map { (number: Int) -> UInt8 in
            UInt8(truncatingIfNeeded: number &* 7 &+ number >> 8)
        }
        try await withTimeLimit {
            async let read = Task.detached { try reading.readToEnd() }.value
            try await Task.detached {
                try StandardOutput(number: number).write(bytes)
                try writing.close()
            }.value
            #expect(try await read.map(Array.init) == bytes)
        }
    }
}
