/// A receiver's answer to a chunk.
public enum ForwardAck: Hashable, Sendable {
    /// The chunk with this ID has been taken.
    case acknowledged(ChunkID)
    /// A chunk was taken whose ID is not of the form that we give: an answer to somebody else.
    case foreign(String)
    /// A map without `ack`: the receiver could not keep a chunk, and does not say which. Vector answers like this.
    case refused
}

extension ForwardAck {
    /// Appends the answer `{"ack": chunk}`, where `chunk` is the ID exactly as it came.
    static func write(chunk: String, into buffer: inout [UInt8]) throws(LogsError) {
        try MessagePackWriter.writeMapHeader(1, into: &buffer)
        try MessagePackWriter.write("ack", into: &buffer)
        try MessagePackWriter.write(chunk, into: &buffer)
    }
}
