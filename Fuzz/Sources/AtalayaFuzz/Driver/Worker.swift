import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Runs cases one after another in a process that may die of them.
///
/// Before each case its number goes to standard output as eight bytes: when the pipe ends, the last number names the culprit,
/// and the driver makes the same input again from the seed. Nothing has to survive inside the dying process.
struct Worker {
    /// A reader that wants more than this has no limit of its own.
    private static let addressSpaceBytesMax: rlim_t = 6 << 30

    var target: any FuzzTarget
    var inputs: CaseSource
    var firstCase: Int

    func run() -> Never {
        var limit = rlimit(rlim_cur: Self.addressSpaceBytesMax, rlim_max: Self.addressSpaceBytesMax)
        setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
        var noCore = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &noCore)
        for number in firstCase..<max(firstCase, inputs.count) {
            var bytes = UInt64(number).littleEndian
            guard write(STDOUT_FILENO, &bytes, 8) == 8 else { exit(0) }
            do {
                try target.run(inputs.input(forCase: number))
            } catch {
                say(error.message, to: .standardError)
                exit(3)
            }
        }
        exit(0)
    }
}

/// The inputs of a run, by number: kept findings, or mutations.
enum CaseSource {
    case findings([URL])
    case mutations(CaseGenerator, count: Int)

    var count: Int {
        switch self {
        case .findings(let files): files.count
        case .mutations(_, let count): count
        }
    }

    func input(forCase number: Int) -> [UInt8] {
        switch self {
        case .findings(let files): (try? Data(contentsOf: files[number])).map(Array.init) ?? []
        case .mutations(let generator, _): generator.input(forCase: number)
        }
    }
}
