/// What a program said when it crashed, shortened in the middle.
enum CrashSamples {
    /// Swift 6.3 on Linux: an index out of range, without colours.
    static let swift = """
        Swift/ContiguousArrayBuffer.swift:692: Fatal error: Index out of range

        *** Signal 4: Backtracing from 0x7f2b7916df7f... done ***

        *** Program crashed: Illegal instruction at 0x00007f2b7916df7f ***

        Platform: x86_64 Linux (Linux)

        Thread 0 "c" crashed:

          0      0x00007f2b7916df7f closure #1 in closure #1 in _assertionFailure(_:_:file:line:flags:) + 623 in libswiftCore.so
          1 [ra] 0x00007f2b792f961f _assertionFailure(_:_:file:line:flags:) + 302 in libswiftCore.so
          2 [ra] 0x00007f2b79787f65 specialized Array.subscript.getter + 84 in libswiftSwiftOnoneSupport.so
          3 [ra] 0x000055e869accef1 inner(_:) + 32 in c at /srv/app/c.swift:1:34
          4 [ra] 0x000055e869accff9 main + 232 in c at /srv/app/c.swift:3:7
        ...


        Registers:

        rax 0x0000000000000000  0
        rdx 0x00000000000002b4  692
        rcx 0x0000000000000001  1
        rbx 0x000055ed2735e297  94477053452951
        rsi 0x0000000000000001  1

        cs 0x0033  fs 0x0000  gs 0x0000


        Images (12 omitted):

        0x000055e869acc000–0x000055e869acd2a0 829c66aadff77b7deafe15ff60489413dd2acd15 c                            /srv/app/c
        0x00007f2b79000000–0x00007f2b795d2d40 b521f25fdeacf504eca83d97c7308e8fc11be729 libswiftCore.so              /opt/swift/usr/lib/swift/linux/libswiftCore.so
        0x00007f2b7975d000–0x00007f2b7979cbe0 69b6bdccf46113ed4a6095c5a7edc60ef06c78e5 libswiftSwiftOnoneSupport.so /opt/swift/usr/lib/swift/linux/libswiftSwiftOnoneSupport.so

        Backtrace took 0.01s
        """
}
