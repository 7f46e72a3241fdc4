import Atalaya

extension ReceiverPersonality {
    /// Aborts every second connection when so many bytes have come, in the middle of whatever that is.
    public static func aborting(afterBytes count: Int) -> ReceiverPersonality {
        ReceiverPersonality("aborts after \(count) bytes") { EverySecond(treatment: .abort(afterBytes: count)) }
    }

    /// Closes every second connection as soon as it stands: a proxy whose server is away.
    public static let closingAtOnce = ReceiverPersonality("closes every second connection at once") {
        EverySecond(treatment: .closeAtOnce)
    }

    /// Closes every connection after a time: a receiver in a restart loop.
    public static func restarting(every time: Duration) -> ReceiverPersonality {
        ReceiverPersonality("closes all after \(time)") { Restarting(time: time) }
    }

    private struct EverySecond: ReceiverBehaviour {
        let treatment: ConnectionTreatment

        func treatment(ofConnection number: Int) -> ConnectionTreatment { number % 2 == 1 ? treatment : .normal }
    }

    private struct Restarting: ReceiverBehaviour {
        let time: Duration

        func treatment(ofConnection number: Int) -> ConnectionTreatment { .closeAfter(time) }
    }
}
