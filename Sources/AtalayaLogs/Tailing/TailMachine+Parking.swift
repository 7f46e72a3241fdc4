// Design
//
// Of ten thousand files most are quiet, and an open file for each of them is more than a process may have. So a file that
// is read to its end can be parked: it is closed, and known by key, size and time of modification. Once it is another
// file, or has another size or time, it is opened and read on like one that was open all the time, with the same
// comparison of the bytes before the place. What parking costs is the time between the removal of a file and the moment
// at which somebody looks: what is written and removed inside it is gone. Where the kernel has told of the writing, that
// is told.
//
// After a restart a path with one file, all of which was acknowledged, begins parked: as long as that file is there it
// need not be looked for among others, which would take a look at the directory for each path.

extension TailMachine {
    /// Whether the path's file is closed, and would be opened when something comes.
    public var isParked: Bool {
        guard case .parked? = generations.first?.phase else { return false }
        return true
    }

    /// Closes the path's file to make room for others, if it is the only one and read to its end.
    ///
    /// - Parameter modified: When its contents were changed last, asked before the park.
    public mutating func park(modified: Int64) -> [TailAction] {
        guard !isSurveying, !mustSurvey, generations.count == 1, generations[0].path == path,
            generations[0].isAtEnd, generations[0].quietSince == nil, let identity = generations[0].identity,
            case .open(let file, let key) = generations[0].phase
        else { return [] }
        generations[0].knownIdentity = identity
        generations[0].phase = .parked(key)
        generations[0].parkedModified = modified
        generations[0].hasUnreadWrites = false
        return [.close(file)]
    }

    /// Leaves the one file of a checkpoint closed that need not be looked for unless it is gone. One that is too short to be
    /// recognised by its contents is looked for.
    mutating func parkKnown() {
        guard generations.count == 1, generations[0].path == path, let identity = generations[0].knownIdentity,
            identity.tail.end == generations[0].offset, identity.head.byteCount >= ResumePlan.bytesMin
        else { return }
        generations[0].phase = .parked(identity.key)
        generations[0].isUnverified = true
        mustSurvey = false
    }

    /// The kernel has told that something was written to the path's file. Matters where that is closed.
    public mutating func noticeWrites() {
        if isParked { generations[0].hasUnreadWrites = true }
    }

    /// What to do with a parked file; `nil` when none is.
    mutating func wakeParked(live: LiveFile?) -> [TailAction]? {
        guard case .parked(let key)? = generations.first?.phase else { return nil }
        guard let live, live.key == key else {
            // Rotated, or gone.
            generations[0].phase = .displaced
            generations[0].isUnverified = false
            mustSurvey = true
            return nil
        }
        // After a restart it is compared in any case: the size alone says little.
        let isSame = live.size == generations[0].offset && live.modified == generations[0].parkedModified
        if !generations[0].isUnverified, isSame {
            generations[0].hasUnreadWrites = false
            return []
        }
        let file = newFile()
        generations[0].phase = .opening(file, key)
        return [.open(file, path: path)]
    }

    /// Whether the bytes before the place to go on from are those that the checkpoint tells of.
    func continuesKnown(_ bytes: Span<UInt8>, of generation: TailGeneration, overlap: Int) -> Bool {
        guard generation.isUnverified, let tail = generation.knownIdentity?.tail else { return true }
        guard Int(tail.byteCount) <= overlap else { return false }
        return tail.matches((overlap - Int(tail.byteCount)..<overlap).map { bytes[$0] })
    }
}
