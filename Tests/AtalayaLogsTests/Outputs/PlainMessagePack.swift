/// A reader of MessagePack for tests: as short as the specification allows, and written without looking at ours.
struct PlainMessagePack {
    struct Broken: Error {}

    /// What an array of maps with an `EventTime` under one key can hold.
    indirect enum Value {
        case null
        case bool(Bool)
        case integer(Int64)
        case unsigned(UInt64)
        case double(UInt64)
        case text(String)
        case bytes([UInt8])
        case array([Value])
        case map([Value], [Value])
        case extended(UInt8, [UInt8])
    }

    private var rest: ArraySlice<UInt8>

    static func read(_ bytes: [UInt8]) throws -> Value {
        var reader = PlainMessagePack(rest: bytes[...])
        let value = try reader.value()
        guard reader.rest.isEmpty else { throw Broken() }
        return value
    }

    private mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
        guard rest.count >= count else { throw Broken() }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    private mutating func number(_ bytes: Int) throws -> UInt64 { try take(bytes).reduce(0) { $0 << 8 | UInt64($1) } }

    private mutating func value() throws -> Value {
        let first = try UInt8(number(1))
        switch first {
        case 0...0x7f: return .integer(Int64(first))
        case 0xe0...0xff: return .integer(Int64(Int8(bitPattern: first)))
        case 0x80...0x8f: return try map(Int(first & 15))
        case 0x90...0x9f: return try array(Int(first & 15))
        case 0xa0...0xbf: return try text(Int(first & 31))
        case 0xc0: return .null
        case 0xc2, 0xc3: return .bool(first == 0xc3)
        case 0xc4...0xc6: return .bytes(Array(try take(Int(number(1 << Int(first - 0xc4))))))
        case 0xcb: return .double(try number(8))
        case 0xcc...0xcf:
            let number = try number(1 << Int(first - 0xcc))
            return Int64(exactly: number).map { .integer($0) } ?? .unsigned(number)
        case 0xd0...0xd3:
            let size = 1 << Int(first - 0xd0)
            let shift = UInt64(64 - 8 * size)
            return .integer(Int64(bitPattern: try number(size) << shift) >> Int64(shift))
        case 0xd7: return .extended(UInt8(try number(1)), Array(try take(8)))
        case 0xd9...0xdb: return try text(Int(number(1 << Int(first - 0xd9))))
        case 0xdc, 0xdd: return try array(Int(number(first == 0xdc ? 2 : 4)))
        case 0xde, 0xdf: return try map(Int(number(first == 0xde ? 2 : 4)))
        default: throw Broken()
        }
    }

    private mutating func text(_ count: Int) throws -> Value {
        guard let text = String(validating: try take(count), as: UTF8.self) else { throw Broken() }
        return .text(text)
    }

    private mutating func array(_ count: Int) throws -> Value {
        var values: [Value] = []
        for _ in 0..<count { values.append(try value()) }
        return .array(values)
    }

    private mutating func map(_ count: Int) throws -> Value {
        var (keys, values): ([Value], [Value]) = ([], [])
        for _ in 0..<count {
            keys.append(try value())
            values.append(try value())
        }
        return .map(keys, values)
    }
}
