import Foundation

/// A value as an independent reader of JSON sees it.
indirect enum PlainJSON: Hashable, Decodable {
    case null
    case bool(Bool)
    case integer(Int64)
    case unsigned(UInt64)
    case double(Double)
    case text(String)
    case array([PlainJSON])
    case object([String: PlainJSON])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(UInt64.self) {
            self = .unsigned(value)
        } else if let value = try? container.decode(Double.self) {
            self = .double(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([PlainJSON].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: PlainJSON].self))
        }
    }

    static func read(_ bytes: some Collection<UInt8>) throws -> PlainJSON {
        try JSONDecoder().decode(PlainJSON.self, from: Data(bytes))
    }

    subscript(key: String) -> PlainJSON? {
        guard case .object(let members) = self else { return nil }
        return members[key]
    }

    var textValue: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }

    var arrayValue: [PlainJSON]? {
        guard case .array(let values) = self else { return nil }
        return values
    }

    /// Integers that are written with a fraction of zero and doubles that are whole are the same to JSON.
    var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .unsigned(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }

    /// The same value with all numbers in one form, for comparing.
    var normal: PlainJSON {
        switch self {
        case .double(let value) where value == value.rounded() && value.magnitude < 0x1p53: .integer(Int64(value))
        case .array(let values): .array(values.map(\.normal))
        case .object(let members): .object(members.mapValues(\.normal))
        default: self
        }
    }
}
