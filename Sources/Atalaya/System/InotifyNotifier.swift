#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif
import NIOCore
import NIOPosix

/// Notifications of the Linux kernel. A quiet file costs nothing, and a write wakes the tailer within a millisecond.
///
/// Directories are watched for names that come and go, files for writes; a file's watch follows the file when it is
/// renamed. When the kernel's queue overflows, everything may have changed.
public final class InotifyNotifier: ChangeNotifier {
    private let number: CInt
    private let channel: any Channel

    /// - Parameter onChange: Called after changes of something watched, on a thread of the notifier's; must return
    ///   quickly.
    /// - Throws: ``ShellError`` when the machine's limit of instances (`fs.inotify.max_user_instances`) is used up;
    ///   poll then.
    public init(onChange: @escaping @Sendable (Changes) -> Void) async throws {
        let number = inotify_init1(CInt(IN_NONBLOCK | IN_CLOEXEC))
        guard number >= 0 else { throw SystemErrors.make(errno, subject: "inotify") }
        do {
            // A second descriptor is the channel's own; ours stays valid for adding watches whatever happens to the
            // channel.
            let own = dup(number)
            self.channel = try await NIOPipeBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                // The kernel refuses a read into less than one notification, so the buffer must not adapt downwards.
                .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 4096))
                .takingOwnershipOfDescriptor(input: own) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(ChangeHandler(onChange))
                        return channel
                    }
                }
        } catch {
            close(number)
            throw SystemErrors.make(error, subject: "inotify", otherwise: .inputOutput)
        }
        self.number = number
    }

    deinit {
        self.channel.close(promise: nil)
        close(self.number)
    }

    public func watch(file path: String) -> ChangeWatch? {
        self.watch(path, IN_MODIFY | IN_ATTRIB | IN_MOVE_SELF | IN_DELETE_SELF)
    }

    public func watch(directory path: String) -> ChangeWatch? {
        self.watch(path, IN_CREATE | IN_DELETE | IN_MOVED_TO | IN_MOVED_FROM | IN_ONLYDIR)
    }

    private func watch(_ path: String, _ events: some BinaryInteger) -> ChangeWatch? {
        let watch = inotify_add_watch(self.number, path, UInt32(events))
        return watch < 0 ? nil : ChangeWatch(number: watch)
    }

    public func unwatch(_ watch: ChangeWatch) {
        inotify_rm_watch(self.number, watch.number)
    }

    private final class ChangeHandler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let onChange: @Sendable (Changes) -> Void

        init(_ onChange: @escaping @Sendable (Changes) -> Void) {
            self.onChange = onChange
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            self.onChange(InotifyNotifier.changes(in: Self.unwrapInboundIn(data)))
        }
    }

    /// Reads what the kernel writes: for each event the watch, a mask, a cookie, and a name with its length. The kernel
    /// writes whole events only; anything else is taken for a loss.
    static func changes(in buffer: ByteBuffer) -> Changes {
        var buffer = buffer
        var changes = Changes()
        while buffer.readableBytes > 0 {
            guard
                let (watch, mask, _, length) = buffer.readMultipleIntegers(
                    endianness: .host, as: (Int32, UInt32, UInt32, UInt32).self),
                let name = buffer.readBytes(length: Int(length))
            else {
                changes.insertEverything()
                break
            }
            if mask & UInt32(IN_Q_OVERFLOW) != 0 { changes.insertEverything() }
            let text = String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
            changes.insert(
                Change(
                    ChangeWatch(number: watch), name: text.isEmpty ? nil : text,
                    hasAppeared: mask & UInt32(IN_CREATE | IN_MOVED_TO) != 0,
                    isWrite: mask & UInt32(IN_MODIFY) != 0))
        }
        return changes
    }
}
