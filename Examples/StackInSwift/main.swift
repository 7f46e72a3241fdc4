// The monitoring stack of a service, described in Swift and rendered without the `atalaya` tool:
//
//     swift run StackInSwift OUTPUT_DIRECTORY      writes monitoring/, logging/ and kubernetes/ there
//     swift run StackInSwift                       prints the names and sizes of the files
//
// `ReferenceStack` is what you would write for your own service.

import AtalayaConfig
import Foundation

func fail(_ message: String, code: Int32) -> Never {
    FileHandle.standardError.write(Data((message + "\n").utf8))
    exit(code)
}

let arguments = CommandLine.arguments.dropFirst()
guard arguments.count <= 1, arguments.first?.hasPrefix("-") != true else {
    fail("usage: StackInSwift [OUTPUT_DIRECTORY]", code: 2)
}

do {
    // Every problem at once, each with the path of what is wrong.
    let reading = try ReferenceStack.make().validate()
    guard let stack = reading.validated else {
        fail(reading.diagnostics.map(\.description).joined(separator: "\n"), code: 1)
    }

    let files = Renderers.render(stack)
    guard let directory = arguments.first else {
        for file in files { print("\(file.path)  \(file.contents.utf8.count) bytes") }
        exit(0)
    }
    for file in files {
        let url = URL(fileURLWithPath: directory).appendingPathComponent(file.path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(file.contents.utf8).write(to: url, options: .atomic)
    }
    print("wrote \(files.count) files below \(directory)")
} catch {
    fail("\(error)", code: 1)
}
