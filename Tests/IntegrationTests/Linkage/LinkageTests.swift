import Foundation
import Testing

/// What the sidecar carries with it. Full Foundation brings ICU, and doubles the image.
@Suite("The sidecar's binary")
struct LinkageTests {
    /// Libraries that must not be reachable from the sidecar, and a symbol or name that betrays each when it is linked in.
    private static let unwanted = [
        (library: "libFoundation.so", trace: "NSDateFormatter"),
        (library: "lib_FoundationICU.so", trace: "ucal_open"),
        (library: "libFoundationNetworking.so", trace: "URLSessionConfiguration"),
        (library: "libFoundationXML.so", trace: "XMLParserDelegate"),
        (library: "libYams.so", trace: "yaml_parser_initialize"),
    ]

    @Test("needs no Foundation and no YAML", .needs(.readelf))
    func dynamicLibraries() async throws {
        let outcome = try await Peer.readelf.run(["--dynamic", "--wide", Checkout.sidecar])
        try #require(outcome.exitCode == 0, "\(outcome.errors)")
        let needed = outcome.output.split(separator: "\n").filter { $0.contains("(NEEDED)") }
        try #require(!needed.isEmpty)
        for (library, _) in Self.unwanted {
            #expect(!needed.contains { $0.contains("[\(library)]") }, "\(library) is needed")
        }
    }

    @Test(
        "as it is shipped holds no trace of ICU, Foundation or YAML, and at most 48 MB",
        .enabled(
            if: Checkout.releaseBinaries != nil,
            "ATALAYA_RELEASE_BINARIES names no release binaries (make test builds them)"))
    func releaseBinary() throws {
        let path = (Checkout.releaseBinaries ?? "") + "/atalaya-sidecar"
        let binary = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
        #expect(binary.count <= 48 << 20, "\(binary.count >> 20) MB")
        #expect(Self.contains("atalaya-sidecar", binary), "the search finds what is there")
        for (library, trace) in Self.unwanted {
            #expect(!Self.contains(trace, binary), "\(trace) of \(library) is in it")
        }
    }

    /// By the C library: this is forty megabytes, and tests are not optimised.
    private static func contains(_ text: String, _ binary: Data) -> Bool {
        let needle = Array(text.utf8)
        return binary.withUnsafeBytes { haystack in
            guard var cursor = haystack.baseAddress else { return false }
            let end = cursor + haystack.count
            while end - cursor >= needle.count, let found = memchr(cursor, Int32(needle[0]), end - cursor) {
                let candidate = UnsafeRawPointer(found)
                if end - candidate >= needle.count, memcmp(candidate, needle, needle.count) == 0 { return true }
                cursor = candidate + 1
            }
            return false
        }
    }
}
