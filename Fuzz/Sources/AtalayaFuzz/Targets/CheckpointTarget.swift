import AtalayaLogs
import AtalayaZlib

/// Positions in files, as they stand on a disk that may have failed. Each input is tried as it is, and again as the body behind a
/// checksum that is right: otherwise the checksum would be all that is ever tested.
struct CheckpointTarget: FuzzTarget {
    let name = "checkpoint"

    var seeds: [[UInt8]] {
        let identity = FileIdentity(
            key: FileKey(device: 2049, inode: 131), head: HeadFingerprint(byteCount: 1024, hash: 1_234_567_890),
            tail: TailFingerprint(end: 4711, byteCount: 256, hash: .max))
        let files = (1...3).map { generation in
            Checkpoint.File(
                generation: UInt64(generation), path: "/var/log/app.log.\(generation)", offset: 4711, identity: identity
            )
        }
        let sources = ["/var/log/app.log", "/var/log/\"é\n\u{1}\\.log"].map { path in
            Checkpoint.Source(path: path, nextGeneration: 4, files: files)
        }
        let whole = Checkpoint(sources: sources).encoded()
        return [whole, Checkpoint().encoded(), Array(whole.drop { $0 != 0x0a }.dropFirst())]
    }

    let dictionary = words([
        "atalaya-checkpoint 1 ", "\"path\":", "\"next\":", "\"files\":[", "\"offset\":", "18446744073709551615", "-1",
        "\n", "{}",
    ])

    func run(_ input: [UInt8]) throws(FuzzFailure) {
        try roundTrip(input)
        let checksum = String(Checksum.crc32(input), radix: 16)
        try roundTrip(Array("atalaya-checkpoint 1 \(checksum)\n".utf8) + input)
    }

    private func roundTrip(_ bytes: [UInt8]) throws(FuzzFailure) {
        guard let checkpoint = try? Checkpoint(decoding: bytes) else { return }
        guard let again = try? Checkpoint(decoding: checkpoint.encoded()) else {
            throw FuzzFailure("what was written cannot be read")
        }
        try require(again == checkpoint, "came back different")
    }
}
