import NIOCore

/// Ends a connection with a reset (RST) instead of a farewell: what a machine that crashed answers.
enum AbortiveClose {
    /// The kernel's `struct linger`: on, and for no time, which makes closing an abort (socket(7), SO_LINGER).
    private struct Linger {
        var isOn: CInt = 1
        var seconds: CInt = 0
    }

    static func close(_ channel: any Channel) {
        guard let socket = channel as? any SocketOptionProvider else { return channel.close(promise: nil) }
        // why: the value has the layout of the option, two C integers; there is no typed way without the C library
        socket.unsafeSetSocketOption(level: .socket, name: .so_linger, value: Linger()).whenComplete { _ in
            channel.close(promise: nil)
        }
    }
}
