import Testing

@testable import Atalaya

@Suite("Numbers of the kernel")
struct KernelTextTests {
    @Test(
        "whole numbers and the words for no limit are read, with space around them",
        arguments: [
            ("42", 42), ("42\n", 42), ("  7\t\n", 7), ("0", 0), ("max\n", .infinity), ("unlimited", .infinity),
            ("18446744073709551615", 0x1p64),
        ] as [(String, Double)])
    func numbers(text: String, value: Double) {
        #expect(KernelText.number(text) == value)
    }

    @Test(
        "nothing else is a number",
        arguments: ["", "\n", "-1", "+1", "1.5", "1e3", "0x10", "nan", "inf", "1 2", "4kB", "١"])
    func others(text: String) {
        #expect(KernelText.number(text) == nil)
    }

    @Test("a key is found only as a whole word")
    func keys() {
        let text = "oom 1\noom_kill 2\noom_kill_group 3\nlow\n"
        #expect(KernelText.value(of: "oom_kill", in: text) == 2)
        #expect(KernelText.value(of: "kill", in: text) == nil)
        #expect(KernelText.value(of: "low", in: text) == nil)
    }
}
