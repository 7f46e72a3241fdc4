public import AtalayaLogs

/// The records of a chunk as lines of JSON, for people and their tools.
public enum SpoolTranscript {
    /// `{"tag":…,"time":…,"record":{…}}` and a line feed for each record.
    ///
    /// - Throws: ``ShellError`` with `.damaged` when the chunk is none that a receiver would take.
    public static func lines(of chunk: Chunk) throws(ShellError) -> [UInt8] {
        // Exactly what a receiver does with it.
        var receiver = ForwardReceiver()
        var json = RecordJSON()
        let frame: [UInt8]
        do throws(LogsError) {
            frame = try ForwardFrame.encode(chunk)
        } catch {
            throw ShellError(.damaged, subject: "chunk \(chunk.id)", message: "\(error)")
        }
        for action in receiver.receive(frame) {
            switch action {
            case .batch(let batch):
                for record in batch.records { json.append(tag: batch.tag, record) }
            case .violation(let violation):
                throw ShellError(.damaged, subject: "chunk \(chunk.id)", message: "\(violation)")
            default: break
            }
        }
        return json.bytes
    }
}
