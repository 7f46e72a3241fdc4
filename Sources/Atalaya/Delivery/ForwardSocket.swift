import AtalayaLogs
import NIOCore
import NIOPosix

/// The sockets of connections to aggregators: how they notice that the other side is gone without a word.
enum ForwardSocket {
    /// What is sent and never confirmed by the other machine ends the connection after the time that an
    /// acknowledgement may take (TCP_USER_TIMEOUT, RFC 5482); an idle connection is asked after 15 seconds and over after
    /// three questions without an answer. Without these a connection to a machine that lost its power stands for a
    /// quarter of an hour, or for ever.
    ///
    /// Every connect resolves the name again and tries all its addresses, inside `connectTimeout` each. How long all of
    /// it may take (a resolver that does not answer, packets that vanish) is the machine's to bound.
    static func bootstrap(_ settings: DeliverySettings) -> ClientBootstrap {
        var bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(TimeAmount(settings.connectTimeout))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.socketOption(.so_keepalive), value: 1)
        for (option, value) in Self.options(settings) {
            bootstrap = bootstrap.channelOption(.tcpOption(NIOBSDSocket.Option(rawValue: option)), value: value)
        }
        return bootstrap
    }

    #if os(Linux)
        /// Linux' numbers (include/uapi/linux/tcp.h): the C library's headers do not give all of them to Swift.
        private static func options(_ settings: DeliverySettings) -> [(CInt, SocketOptionValue)] {
            let milliseconds = settings.acknowledgementTimeout / .milliseconds(1)
            return [
                (4, 15),  // TCP_KEEPIDLE, seconds
                (5, 5),  // TCP_KEEPINTVL, seconds
                (6, 3),  // TCP_KEEPCNT
                (18, SocketOptionValue(min(max(milliseconds, 1_000), 3_600_000))),  // TCP_USER_TIMEOUT
            ]
        }
    #else
        private static func options(_ settings: DeliverySettings) -> [(CInt, SocketOptionValue)] { [] }
    #endif
}
