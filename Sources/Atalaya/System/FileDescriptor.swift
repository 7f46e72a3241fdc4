#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// An owned descriptor: open from `init` to `deinit`. Positions are arguments (`pread`), so it can be shared without a
/// lock.
final class FileDescriptor: UpdatableFile, AppendableFile, FileLock {
    let number: CInt
    private let path: String

    init(path: String, flags: CInt) throws(ShellError) {
        var number: CInt
        repeat { number = open(path, flags, 0o600) } while number < 0 && errno == EINTR
        guard number >= 0 else { throw SystemErrors.make(errno, subject: path) }
        self.number = number
        self.path = path
    }

    deinit {
        close(self.number)
    }

    func status() throws(ShellError) -> FileStatus {
        var information = stat()
        guard fstat(self.number, &information) == 0 else { throw SystemErrors.make(errno, subject: self.path) }
        return FileStatus(information)
    }

    var isInPlace: Bool {
        var open = stat()
        var named = stat()
        guard fstat(self.number, &open) == 0, stat(self.path, &named) == 0 else { return false }
        return open.st_dev == named.st_dev && open.st_ino == named.st_ino
    }

    func read(at offset: UInt64, bytesMax: Int) throws(ShellError) -> [UInt8] {
        var failure: CInt = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: max(0, bytesMax)) { buffer, count in
            while count < buffer.count {
                let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
                let result = pread(self.number, rest.baseAddress, rest.count, off_t(clamping: offset + UInt64(count)))
                if result > 0 {
                    count += result
                } else if result == 0 {
                    return
                } else if errno != EINTR {
                    failure = errno
                    return
                }
            }
        }
        // What was read before a failure is good; the next call reports the failure if it is still there.
        if failure != 0 && bytes.isEmpty { throw SystemErrors.make(failure, subject: self.path) }
        return bytes
    }

    func append(_ bytes: [UInt8]) throws(ShellError) {
        var failure: CInt = 0
        bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count {
                let rest = UnsafeRawBufferPointer(rebasing: buffer[written...])
                let result = writeSome(rest, to: self.number)
                if result >= 0 {
                    written += result
                } else if errno != EINTR {
                    failure = errno
                    return
                }
            }
        }
        if failure != 0 { throw SystemErrors.make(failure, subject: self.path) }
    }

    func write(_ bytes: [UInt8], at offset: UInt64) throws(ShellError) {
        var failure: CInt = 0
        bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count {
                let rest = UnsafeRawBufferPointer(rebasing: buffer[written...])
                let result = pwrite(
                    self.number, rest.baseAddress, rest.count, off_t(clamping: offset + UInt64(written)))
                if result >= 0 {
                    written += result
                } else if errno != EINTR {
                    failure = errno
                    return
                }
            }
        }
        if failure != 0 { throw SystemErrors.make(failure, subject: self.path) }
    }

    func preallocate(_ byteCount: UInt64) throws(ShellError) {
        let length = off_t(clamping: byteCount)
        guard length > 0 else { return }
        var result: CInt
        repeat { result = posix_fallocate(self.number, 0, length) } while result == EINTR
        if result == 0 { return }
        // Where a file system cannot take room beforehand, the file gets its length, and a full disk shows later.
        guard result == EOPNOTSUPP || result == EINVAL else { throw SystemErrors.make(result, subject: self.path) }
        if try self.status().size < byteCount { try self.truncate(to: byteCount) }
    }

    func truncate(to byteCount: UInt64) throws(ShellError) {
        var result: CInt
        repeat { result = ftruncate(self.number, off_t(clamping: byteCount)) } while result != 0 && errno == EINTR
        guard result == 0 else { throw SystemErrors.make(errno, subject: self.path) }
    }

    func synchronizeContents() throws(ShellError) {
        var result: CInt
        repeat { result = fdatasync(self.number) } while result != 0 && errno == EINTR
        guard result == 0 else { throw SystemErrors.make(errno, subject: self.path) }
    }

    func synchronize() throws(ShellError) {
        var result: CInt
        repeat { result = fsync(self.number) } while result != 0 && errno == EINTR
        guard result == 0 else { throw SystemErrors.make(errno, subject: self.path) }
    }
}

/// The call of the C library, whose name is taken inside the class.
private func writeSome(_ bytes: UnsafeRawBufferPointer, to number: CInt) -> Int {
    write(number, bytes.baseAddress, bytes.count)
}
