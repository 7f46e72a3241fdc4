#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif
import NIOCore
import NIOPosix

/// Notifications of the Linux kernel. A quiet file costs nothing, and a write wakes the tailer within a millisecond.
///
/// Directories are watched for names that come and go, files for writes; a file's watch follows the file when it is renamed. The contents of a
/// notification are not looked at, see ``ChangeSignal``.
public final class InotifySignal: ChangeSignal {
    private let number: CInt
    private let channel: any Channel
    private let doorbell: Doorbell

    /// - Throws: ``ShellError`` when the machine's limit of instances (`fs.inotify.max_user_instances`) is used up; poll then.
    public init() async throws {
        let number = inotify_init1(CInt(IN_NONBLOCK | IN_CLOEXEC))
        guard number >= 0 else { throw SystemErrors.make(errno, subject: "inotify") }
        let doorbell = Doorbell()
        do {
            // A second descriptor is the channel's own; ours stays valid for adding watches whatever happens to the channel.
            let own = dup(number)
            self.channel = try await NIOPipeBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                // The kernel refuses a read into less than one notification, so the buffer must not adapt downwards.
                .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 4096))
                .takingOwnershipOfDescriptor(input: own) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(RingingHandler(doorbell))
                        return channel
                    }
                }
        } catch {
            close(number)
            throw SystemErrors.make(error, subject: "inotify", otherwise: .inputOutput)
        }
        self.number = number
        self.doorbell = doorbell
    }

    deinit {
        self.channel.close(promise: nil)
        close(self.number)
    }

    public func watch(_ path: String) -> ChangeWatch? {
        let events = IN_MODIFY | IN_CREATE | IN_DELETE | IN_MOVED_TO | IN_MOVED_FROM | IN_ATTRIB
        let watch = inotify_add_watch(self.number, path, UInt32(events))
        return watch < 0 ? nil : ChangeWatch(number: watch)
    }

    public func unwatch(_ watch: ChangeWatch) {
        inotify_rm_watch(self.number, watch.number)
    }

    public func wait(atMost limit: Duration) async {
        await self.doorbell.wait(atMost: limit)
    }

    private final class RingingHandler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let doorbell: Doorbell

        init(_ doorbell: Doorbell) {
            self.doorbell = doorbell
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            self.doorbell.ring()
        }
    }
}
