import Testing

@testable import Atalaya

@Suite("Pauses")
struct PauseTests {
    @Test("a pause of any length begins, and ends when it is cancelled", arguments: HostileValues.durations)
    func cancelled(duration: Duration) async {
        let pause = Task { try await Pause.wait(for: duration) }
        // Long enough for the sleep to begin in most runs; the result is the same in all.
        await Task.yield()
        pause.cancel()
        _ = await pause.result
    }
}
