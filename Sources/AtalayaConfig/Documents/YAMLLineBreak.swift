/// The line breaks of YAML 1.1, by which libyaml counts lines: LF, CR, CR LF, and in UTF-8 NEL, LS and PS.
public enum YAMLLineBreak {
    /// The bytes of the line break that begins here; 0 if none does.
    @inlinable
    public static func length(_ bytes: [UInt8], at index: Int) -> Int {
        switch bytes[index] {
        case 0x0A: return 1
        case 0x0D: return index + 1 < bytes.count && bytes[index + 1] == 0x0A ? 2 : 1
        case 0xC2: return index + 1 < bytes.count && bytes[index + 1] == 0x85 ? 2 : 0
        case 0xE2:
            guard index + 2 < bytes.count, bytes[index + 1] == 0x80 else { return 0 }
            return bytes[index + 2] == 0xA8 || bytes[index + 2] == 0xA9 ? 3 : 0
        default: return 0
        }
    }
}
