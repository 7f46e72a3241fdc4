/// The first bytes of MessagePack values, by the names that the specification gives them.
enum MessagePackFormat {
    static let fixMap: UInt8 = 0x80
    static let fixArray: UInt8 = 0x90
    static let fixString: UInt8 = 0xa0
    static let null: UInt8 = 0xc0
    /// The one byte that the specification never uses.
    static let neverUsed: UInt8 = 0xc1
    static let no: UInt8 = 0xc2
    static let yes: UInt8 = 0xc3
    static let binary8: UInt8 = 0xc4
    static let binary16: UInt8 = 0xc5
    static let binary32: UInt8 = 0xc6
    static let extension8: UInt8 = 0xc7
    static let extension16: UInt8 = 0xc8
    static let extension32: UInt8 = 0xc9
    static let float32: UInt8 = 0xca
    static let float64: UInt8 = 0xcb
    static let unsigned8: UInt8 = 0xcc
    static let unsigned16: UInt8 = 0xcd
    static let unsigned32: UInt8 = 0xce
    static let unsigned64: UInt8 = 0xcf
    static let signed8: UInt8 = 0xd0
    static let signed16: UInt8 = 0xd1
    static let signed32: UInt8 = 0xd2
    static let signed64: UInt8 = 0xd3
    static let fixExtension1: UInt8 = 0xd4
    static let fixExtension2: UInt8 = 0xd5
    static let fixExtension4: UInt8 = 0xd6
    static let fixExtension8: UInt8 = 0xd7
    static let fixExtension16: UInt8 = 0xd8
    static let string8: UInt8 = 0xd9
    static let string16: UInt8 = 0xda
    static let string32: UInt8 = 0xdb
    static let array16: UInt8 = 0xdc
    static let array32: UInt8 = 0xdd
    static let map16: UInt8 = 0xde
    static let map32: UInt8 = 0xdf
}
