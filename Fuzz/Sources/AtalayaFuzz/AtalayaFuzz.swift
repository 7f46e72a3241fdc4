import Foundation

@main
enum AtalayaFuzz {
    static func main() throws {
        guard let options = Options(CommandLine.arguments.dropFirst()) else {
            say(Options.usage, to: .standardError)
            exit(2)
        }
        if let worker = options.worker, let target = options.targets.first {
            let inputs: CaseSource =
                worker.isReplay
                ? .findings(Findings(target: target).files)
                : .mutations(
                    CaseGenerator(corpus: target.seeds, dictionary: target.dictionary, seed: options.seed),
                    count: options.cases)
            Worker(target: target, inputs: inputs, firstCase: worker.firstCase).run()
        }
        exit(try Driver(options: options).run() == 0 ? 0 : 1)
    }
}

/// Prints a line at once: `print` holds lines back when the output is a pipe.
func say(_ line: String, to handle: FileHandle = .standardOutput) {
    handle.write(Data((line + "\n").utf8))
}
