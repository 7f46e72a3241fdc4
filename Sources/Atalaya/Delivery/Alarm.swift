import NIOCore
import NIOPosix

/// One wake-up at a time: setting another forgets the one before.
package struct Alarm {
    private var timer: Scheduled<Void>?

    package init() {}

    /// - Parameter ring: Called on an event loop, so it must return at once.
    package mutating func set(in wait: Duration, _ ring: @escaping @Sendable () -> Void) {
        self.cancel()
        let wait = TimeAmount(max(.zero, wait))
        self.timer = MultiThreadedEventLoopGroup.singleton.any().scheduleTask(in: wait, ring)
    }

    package mutating func cancel() {
        self.timer?.cancel()
        self.timer = nil
    }
}
