import AtalayaConfig

/// The bytes of a text, with the beginnings of its lines. Line breaks are those of YAML 1.1, which libyaml counts by.
struct SourceLines {
    let bytes: [UInt8]
    /// Where each line begins, and behind the last of them the end of the text.
    private var starts: [Int] = [0]
    /// Where the column asked for last is, so that those of one line are found in one walk.
    private var last = (line: 0, column: 1, byte: 0)

    init(_ text: String) {
        bytes = Array(text.utf8)
        var index = 0
        while index < bytes.count {
            let length = YAMLLineBreak.length(bytes, at: index)
            index += max(1, length)
            if length > 0 { starts.append(index) }
        }
        starts.append(bytes.count)
    }

    /// The number of lines; a text that ends with a break has an empty one behind it.
    var count: Int { starts.count - 1 }

    /// A line without its break; nil if there is none of this number, counted from 1.
    func line(_ number: Int) -> ArraySlice<UInt8>? {
        guard number >= 1, number <= count else { return nil }
        var end = starts[number]
        if number < count {
            end -= 1
            if end > starts[number - 1], bytes[end] == 0x0A, bytes[end - 1] == 0x0D { end -= 1 }
            // The last byte of a break of several.
            while end > starts[number - 1], bytes[end] & 0xC0 == 0x80 { end -= 1 }
        }
        return bytes[starts[number - 1]..<end]
    }

    /// The number of the line that is one more than `count` of those that begin with a byte.
    func lineBeginning(with byte: UInt8, after count: Int) -> Int? {
        var found = 0
        for (index, start) in starts.dropLast().enumerated() where start < bytes.count && bytes[start] == byte {
            found += 1
            if found > count { return index + 1 }
        }
        return nil
    }

    /// Where a column of a line is. Linear in the columns that lie between this one and the one asked for before.
    mutating func byte(line: Int, column: Int) -> Int? {
        guard line >= 1, line <= count else { return nil }
        if last.line != line || last.column > column { last = (line, 1, starts[line - 1]) }
        let end = starts[line]
        while last.column < column, last.byte < end {
            last.byte += 1
            while last.byte < end, bytes[last.byte] & 0xC0 == 0x80 { last.byte += 1 }
            last.column += 1
        }
        return last.column == column ? last.byte : nil
    }

    /// The line and column of a byte, both counted from 1.
    func place(ofByte offset: Int) -> (line: Int, column: Int) {
        let line = max(1, starts.dropLast().partitioningIndex { $0 > offset })
        let column = bytes[starts[line - 1]..<max(starts[line - 1], min(offset, bytes.count))]
            .count { $0 & 0xC0 != 0x80 }
        return (line, column + 1)
    }
}

extension RandomAccessCollection {
    /// The number of elements in front of the first that a condition holds for, which holds for all behind it too.
    fileprivate func partitioningIndex(where isBehind: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if isBehind(self[index(startIndex, offsetBy: middle)]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
