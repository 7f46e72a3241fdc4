#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif
import NIOCore

/// Turns the numbers of the operating system into `ShellError`s with words.
enum SystemErrors {
    static func make(_ number: CInt, subject: String) -> ShellError {
        ShellError(code(number), subject: subject, message: words(number))
    }

    /// For what NIO throws: an `IOError` of a bind or a connect keeps its number, anything else its own description.
    static func make(_ error: any Error, subject: String, otherwise code: ShellError.Code) -> ShellError {
        switch error {
        case let error as ShellError:
            error
        case let error as IOError where error.errnoCode != 0:
            Self.make(error.errnoCode, subject: subject)
        case let error as SocketAddressError.UnknownHost:
            ShellError(
                code, subject: subject,
                message: error.errorCode == Int(EAI_NONAME)
                    ? "there is no host of this name" : "the host's name cannot be looked up")
        default:
            ShellError(code, subject: subject, message: TLSErrors.words(error) ?? "\(error)")
        }
    }

    static func words(_ number: CInt) -> String {
        switch number {
        // The C library begins these with a capital; inside our line they go on after a colon.
        case EADDRINUSE: "address already in use"
        case ECONNREFUSED: "connection refused"
        case ENOENT: "no such file or directory"
        case EACCES, EPERM: "permission denied"
        case ENOSPC: "no space left on device"
        default:
            if let text = strerror(number) { String(cString: text) } else { "error \(number)" }
        }
    }

    private static func code(_ number: CInt) -> ShellError.Code {
        switch number {
        case EADDRINUSE: .addressInUse
        case EADDRNOTAVAIL, EAFNOSUPPORT: .addressInvalid
        case ECONNREFUSED, ECONNRESET, EHOSTUNREACH, ENETUNREACH, ETIMEDOUT: .unreachable
        case ENOENT, ENOTDIR: .notFound
        case EACCES, EPERM, EROFS: .permissionDenied
        case EISDIR, ENXIO: .notRegular
        case EWOULDBLOCK: .locked
        case ENOSPC, EDQUOT: .noSpace
        case EMFILE, ENFILE: .tooManyFiles
        default: .inputOutput
        }
    }
}
