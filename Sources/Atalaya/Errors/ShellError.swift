/// The error of this module: something outside the process did not do what was asked of it.
///
/// `description` is one line, `subject: message`, where the subject is the file or the address concerned, so that it
/// can be printed as it is. `shortDescription` holds no values and is bounded: it is what a `reason` label carries.
public struct ShellError: Error, Sendable, CustomStringConvertible {
    /// What kind of thing went wrong.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        public let description: String

        private init(_ description: String) {
            self.description = description
        }

        /// The address is taken by another socket.
        public static let addressInUse = Code("address_in_use")
        /// The text is not a `host:port`, or the host cannot be listened on.
        public static let addressInvalid = Code("address_invalid")
        /// The peer cannot be reached.
        public static let unreachable = Code("unreachable")
        /// The file or directory does not exist.
        public static let notFound = Code("not_found")
        /// The process may not read or write the file.
        public static let permissionDenied = Code("permission_denied")
        /// The path names something that is not a regular file: a directory, a FIFO, a device.
        public static let notRegular = Code("not_regular")
        /// Another process holds the lock.
        public static let locked = Code("locked")
        /// No space, or a quota is used up.
        public static let noSpace = Code("no_space")
        /// The process, or the machine, has as many files open as it may.
        public static let tooManyFiles = Code("too_many_files")
        /// The file is larger than the caller allows.
        public static let tooLarge = Code("too_large")
        /// A file that was being read is gone.
        public static let vanished = Code("vanished")
        /// A file was compressed before it could be read.
        public static let compressed = Code("compressed")
        /// Reading or writing failed in another way.
        public static let inputOutput = Code("input_output")
        /// What was read is not what was written.
        public static let damaged = Code("damaged")
        /// A setting cannot be used.
        public static let configuration = Code("configuration")
    }

    public let code: Code
    /// The file or the address.
    public let subject: String
    /// What happened, in words.
    public let message: String

    public init(_ code: Code, subject: String, message: String) {
        self.code = code
        self.subject = subject
        self.message = message
    }

    public var description: String { "\(self.subject): \(self.message)" }
    public var shortDescription: String { self.code.description }
}

extension ShellError: Equatable {
    /// Errors are equal when code and subject are: the message is for people.
    public static func == (lhs: ShellError, rhs: ShellError) -> Bool {
        lhs.code == rhs.code && lhs.subject == rhs.subject
    }
}
