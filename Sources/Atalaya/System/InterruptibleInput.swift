#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A descriptor of somebody else's that is read on a thread which may block, until somebody says that it is enough.
/// Works for pipes, terminals, sockets and regular files alike.
final class InterruptibleInput: Sendable {
    private let number: CInt
    private let subject: String
    /// Reading nothing is no end, but an empty datagram.
    private let isDatagrams: Bool
    /// Whose descriptor it is, and who must live as long.
    private let owner: (any Sendable & AnyObject)?
    /// Written to once, to end a wait.
    private let waking: (read: CInt, write: CInt)

    /// - Throws: ``ShellError`` when there are no more descriptors.
    init(
        _ number: CInt, subject: String, isDatagrams: Bool = false, owner: (any Sendable & AnyObject)? = nil
    ) throws(ShellError) {
        var pair: [CInt] = [0, 0]
        guard pipe(&pair) == 0 else { throw SystemErrors.make(errno, subject: subject) }
        for descriptor in pair { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        self.number = number
        self.subject = subject
        self.isDatagrams = isDatagrams
        self.owner = owner
        self.waking = (pair[0], pair[1])
    }

    deinit {
        close(self.waking.read)
        close(self.waking.write)
    }

    /// Ends the wait of ``next(bytesMax:)``, and every later one.
    func interrupt() {
        var byte: UInt8 = 1
        _ = write(self.waking.write, &byte, 1)
    }

    /// Waits for bytes; nil at the end of the input. After an interruption it gives what is there already, then nil.
    func next(bytesMax: Int) throws(ShellError) -> [UInt8]? {
        var waits = [
            pollfd(fd: self.number, events: Int16(POLLIN), revents: 0),
            pollfd(fd: self.waking.read, events: Int16(POLLIN), revents: 0),
        ]
        while poll(&waits, nfds_t(waits.count), -1) < 0 {
            guard errno == EINTR else { throw SystemErrors.make(errno, subject: self.subject) }
        }
        guard waits[0].revents != 0 else { return nil }
        while true {
            var failure: CInt = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: bytesMax) { buffer, count in
                let result = read(self.number, buffer.baseAddress, buffer.count)
                if result >= 0 { count = result } else { failure = errno }
            }
            if failure == 0 { return bytes.isEmpty && !self.isDatagrams ? nil : bytes }
            guard failure == EINTR else { throw SystemErrors.make(failure, subject: self.subject) }
        }
    }
}
