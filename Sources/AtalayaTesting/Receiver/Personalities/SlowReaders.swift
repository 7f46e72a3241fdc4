import Atalaya

extension ReceiverPersonality {
    /// Accepts connections and never reads from them.
    public static let deaf = deaf(connections: .max)

    /// Never reads from the first connections.
    public static func deaf(connections count: Int) -> ReceiverPersonality {
        ReceiverPersonality("never reads\(scope(count))") { Paced(connections: count, pace: .never) }
    }

    /// Reads a byte a second from the first connections.
    public static func readingSlowly(connections count: Int) -> ReceiverPersonality {
        ReceiverPersonality("reads a byte a second\(scope(count))") {
            Paced(connections: count, pace: .slowly(bytes: 1, pause: .seconds(1)))
        }
    }

    private static func scope(_ count: Int) -> String { count == .max ? "" : ", \(count) connections long" }

    private struct Paced: ReceiverBehaviour {
        let connections: Int
        let pace: ReadingPace

        func pace(ofConnection number: Int) -> ReadingPace { number <= connections ? pace : .asItComes }
    }
}
