import Atalaya
import Synchronization

/// A file's bytes: as they are, and as they are on the disk.
final class MemoryFile: Sendable {
    private static let sectorBytes = 512

    private struct State {
        var bytes: [UInt8] = [] {
            didSet { self.modified += 1 }
        }
        var modified: Int64 = 0
        var durable: [UInt8] = []
        /// Sectors that the kernel takes for written, although it could not write them.
        var forsaken: Set<Int> = []

        func sector(_ number: Int, of bytes: [UInt8]) -> ArraySlice<UInt8> {
            bytes.dropFirst(number * MemoryFile.sectorBytes).prefix(MemoryFile.sectorBytes)
        }
    }

    let inode: UInt64
    private let state = Mutex(State())

    init(inode: UInt64) {
        self.inode = inode
    }

    var bytes: [UInt8] { self.state.withLock { $0.bytes } }

    var durableBytes: [UInt8] { self.state.withLock { $0.durable } }

    var status: FileStatus {
        let (size, modified) = self.state.withLock { ($0.bytes.count, $0.modified) }
        return FileStatus(
            device: 1, inode: self.inode, size: UInt64(size), isRegular: true, isDirectory: false, modified: modified)
    }

    func read(at offset: UInt64, bytesMax: Int) -> [UInt8] {
        self.state.withLock { state in
            guard offset < UInt64(state.bytes.count) else { return [] }
            return Array(state.bytes[Int(offset)...].prefix(bytesMax))
        }
    }

    /// A change that is on the disk at once.
    func setByOthers(_ change: (inout [UInt8]) -> Void) {
        self.state.withLock { state in
            change(&state.bytes)
            change(&state.durable)
        }
    }

    /// A change that is on the disk after ``synchronize()``.
    func setByProcess(_ change: (inout [UInt8]) -> Void) {
        self.state.withLock { state in
            let before = state.forsaken.isEmpty ? [] : state.bytes
            change(&state.bytes)
            // What is written again is to be brought to the disk again.
            if !state.forsaken.isEmpty {
                state.forsaken = state.forsaken.filter {
                    state.sector($0, of: before) == state.sector($0, of: state.bytes)
                }
            }
        }
    }

    func synchronize() {
        self.state.withLock { state in
            let before = state.durable
            state.durable = state.bytes
            for number in state.forsaken {
                let old = state.sector(number, of: before)
                for index in state.sector(number, of: state.durable).indices {
                    state.durable[index] = index < old.endIndex ? before[index] : 0
                }
            }
        }
    }

    /// Bringing it to the disk has failed. What was to be written is not, and a second call will not do it either: the
    /// kernel has told of it once.
    func failToSynchronize() {
        self.state.withLock { state in
            let count = (max(state.bytes.count, state.durable.count) + Self.sectorBytes - 1) / Self.sectorBytes
            for number in 0..<count
            where state.sector(number, of: state.bytes) != state.sector(number, of: state.durable) {
                state.forsaken.insert(number)
            }
        }
    }

    func losePower(using random: inout some RandomNumberGenerator) {
        self.state.withLock { state in
            let (old, new) = (state.durable, state.bytes)
            guard old != new else { return }
            var result: [UInt8] = []
            for start in stride(from: 0, to: max(old.count, new.count), by: Self.sectorBytes) {
                let end = start + Self.sectorBytes
                let sector = Bool.random(using: &random) ? new : old
                let kept = start < sector.count ? Array(sector[start..<min(end, sector.count)]) : []
                result += kept + repeatElement(0, count: Self.sectorBytes - kept.count)
            }
            let shorter = min(old.count, new.count)
            let between = Int.random(in: shorter...max(old.count, new.count), using: &random)
            let length = [old.count, new.count, between].randomElement(using: &random) ?? new.count
            state.bytes = Array(result.prefix(length))
            state.durable = state.bytes
            state.forsaken = []
        }
    }
}

/// What is counted of an open file until the last reference to it goes.
final class MemoryDescriptor: Sendable {
    private let close: @Sendable () -> Void

    init(close: @escaping @Sendable () -> Void) {
        self.close = close
    }

    deinit {
        self.close()
    }
}

/// A file that a process has open.
struct MemoryOpenFile: UpdatableFile, AppendableFile {
    let file: MemoryFile
    let path: String
    let system: MemoryFileSystem
    let process: ProcessLife
    var descriptor: MemoryDescriptor?

    private func count(_ operation: MemoryFileSystem.Operation) throws(ShellError) {
        try self.system.count(operation, self.path, by: self.process)
    }

    func status() throws(ShellError) -> FileStatus {
        try self.count(.status)
        return self.file.status
    }

    func read(at offset: UInt64, bytesMax: Int) throws(ShellError) -> [UInt8] {
        try self.count(.read)
        return self.file.read(at: offset, bytesMax: bytesMax)
    }

    func append(_ bytes: [UInt8]) throws(ShellError) {
        do throws(ShellError) {
            try self.count(.append)
        } catch {
            // As on a disk that gets full: a part of it has been written.
            if !self.process.isOver { self.file.setByProcess { $0 += bytes.prefix(bytes.count / 2) } }
            throw error
        }
        self.file.setByProcess { $0 += bytes }
    }

    func synchronize() throws(ShellError) {
        do throws(ShellError) {
            try self.count(.synchronize)
        } catch {
            if !self.process.isOver { self.file.failToSynchronize() }
            throw error
        }
        if self.system.isSynchronizing { self.file.synchronize() }
    }

    func synchronizeContents() throws(ShellError) {
        try self.synchronize()
    }

    func write(_ new: [UInt8], at offset: UInt64) throws(ShellError) {
        do throws(ShellError) {
            try self.count(.write)
        } catch {
            if !self.process.isOver { self.put(new.prefix(new.count / 2), at: offset) }
            throw error
        }
        self.put(new[...], at: offset)
    }

    private func put(_ new: ArraySlice<UInt8>, at offset: UInt64) {
        self.file.setByProcess { bytes in
            let start = Int(offset)
            Self.lengthen(&bytes, to: start + new.count)
            bytes.replaceSubrange(start..<(start + new.count), with: new)
        }
    }

    func preallocate(_ byteCount: UInt64) throws(ShellError) {
        try self.count(.preallocate)
        self.file.setByProcess { Self.lengthen(&$0, to: Int(byteCount)) }
    }

    func truncate(to byteCount: UInt64) throws(ShellError) {
        try self.count(.truncate)
        self.file.setByProcess { bytes in
            Self.lengthen(&bytes, to: Int(byteCount))
            bytes.removeSubrange(Int(byteCount)...)
        }
    }

    private static func lengthen(_ bytes: inout [UInt8], to count: Int) {
        if bytes.count < count { bytes.append(contentsOf: repeatElement(0, count: count - bytes.count)) }
    }
}
