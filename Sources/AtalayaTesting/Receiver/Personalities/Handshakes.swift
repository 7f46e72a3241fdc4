import Atalaya

extension ReceiverPersonality {
    /// The key that receivers with a handshake of these personalities ask for.
    public static let sharedKey = "a key for tests"

    /// What may be wrong with the receiver's side of the handshake.
    public struct HandshakeFault: Sendable {
        let name: String
        let treatment: HandshakeTreatment

        /// It never says anything.
        public static let silence = HandshakeFault(name: "says nothing", treatment: .silence)
        /// It closes instead of its answer.
        public static let closeInsteadOfAnswer = HandshakeFault(
            name: "closes instead of its proof", treatment: .closeInsteadOfAnswer)
        /// It does not know the key.
        public static let falseProof = HandshakeFault(name: "gives a false proof", treatment: .falseProof)
        /// It speaks something else.
        public static let garbage = HandshakeFault(name: "speaks something else", treatment: .garbage)
    }

    /// Fails the handshake of the first two connections.
    public static func failingHandshake(_ fault: HandshakeFault) -> ReceiverPersonality {
        ReceiverPersonality("\(fault.name) in the handshake, 2 connections long", configure: askForTheKey) {
            Shaking(treatment: fault.treatment, connections: 2)
        }
    }

    /// Sends its messages of the handshake byte by byte.
    public static let sayingHelloByteByByte = ReceiverPersonality(
        "splits the handshake", configure: askForTheKey
    ) {
        Shaking(treatment: .byteByByte, connections: .max)
    }

    /// Whether senders need ``sharedKey``.
    public var asksForKey: Bool {
        var configuration = ReceiverServerConfiguration()
        configure(&configuration)
        return configuration.handshake != nil
    }

    @Sendable private static func askForTheKey(_ configuration: inout ReceiverServerConfiguration) {
        configuration.handshake = ReceiverServerConfiguration.Handshake(
            authentication: ForwardAuthentication(hostname: "receiver", sharedKey: sharedKey))
    }

    private struct Shaking: ReceiverBehaviour {
        let treatment: HandshakeTreatment
        let connections: Int

        func handshake(ofConnection number: Int) -> HandshakeTreatment {
            number <= connections ? treatment : .normal
        }
    }
}
