import AtalayaLogs
import Crypto

/// The digests that protocols ask for; swift-crypto's.
enum Digests {
    static let sha512: SHA512Function = { Array(SHA512.hash(data: $0)) }
}
