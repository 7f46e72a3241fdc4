import AtalayaConfig
import Testing

struct YAMLCommentTests {
    @Test(
        "A comment is told with its line and whether it is alone there",
        arguments: [
            ("# a", [YAMLComment(line: 1, text: "a", isAlone: true)]),
            ("a: b # c", [YAMLComment(line: 1, text: "c", isAlone: false)]),
            ("a: b\n  #c  \n", [YAMLComment(line: 2, text: "c", isAlone: true)]),
            ("a: b#c", []), ("a: 'b # c'", []),
            ("a: \"b # c\\\" # d\" # e", [YAMLComment(line: 1, text: "e", isAlone: false)]),
            ("a: 'it''s # b'", []), ("a: don't # b", [YAMLComment(line: 1, text: "b", isAlone: false)]),
            ("a: |\n  # b\n  c\n# d", [YAMLComment(line: 4, text: "d", isAlone: true)]),
            ("a: > # b\n  # c\n", [YAMLComment(line: 1, text: "b", isAlone: false)]),
            ("- a: |-\n    # b\n  # c", [YAMLComment(line: 3, text: "c", isAlone: true)]),
            ("- - |\n    # b\n- c", []), ("a: 'b\n  # c\n  d' # e", [YAMLComment(line: 3, text: "e", isAlone: false)]),
            ("a: [b, 'c # d', # e\n  f]", [YAMLComment(line: 1, text: "e", isAlone: false)]),
            ("a: !t 'b # c'", []), ("a: &x \"b # c\"", []), ("#", [YAMLComment(line: 1, text: "", isAlone: true)]),
            (
                "a: x | # b\n  # c",
                [
                    YAMLComment(line: 1, text: "b", isAlone: false), YAMLComment(line: 2, text: "c", isAlone: true),
                ]
            ),
        ])
    func comments(text: String, expected: [YAMLComment]) {
        #expect(YAMLComment.all(in: text) == expected)
    }

    @Test("Comments of a document are written above what they belong to, the last ones at the end")
    func canonical() {
        func text(_ value: String, _ line: Int) -> DocumentNode {
            DocumentNode(.string(value), line: line, layout: .plain)
        }
        let node = DocumentNode(
            .mapping([
                .init(key: DocumentKey("a", line: 2), value: text("yes", 2)),
                .init(
                    key: DocumentKey("b", line: 4),
                    value: DocumentNode(
                        .sequence([text("c", 5), DocumentNode(.double(3.1), line: 6, text: "3.10")]), line: 5)),
            ]), line: 2)
        let comments = [
            YAMLComment(line: 1, text: "top", isAlone: true), YAMLComment(line: 2, text: "beside", isAlone: false),
            YAMLComment(line: 6, text: "number", isAlone: false), YAMLComment(line: 9, text: "", isAlone: true),
            YAMLComment(line: 10, text: "end", isAlone: true),
        ]
        #expect(
            CanonicalDocument(node, comments: comments).yaml == """
                # top
                # beside
                a: yes
                b:
                  - c
                  # number
                  - 3.10
                #
                # end

                """)
    }

    @Test("Lists in brackets stay there while they fit, and have no comments inside")
    func brackets() {
        func list(_ items: [String]) -> DocumentNode {
            var node = DocumentNode(
                .sequence(items.map { DocumentNode(.string($0), line: 1, layout: .plain) }), line: 1)
            node.isFlow = true
            return node
        }
        func yaml(_ node: DocumentNode, _ comments: [YAMLComment] = []) -> String {
            CanonicalDocument(
                DocumentNode(.mapping([.init(key: DocumentKey("a", line: 1), value: node)]), line: 1),
                comments: comments
            ).yaml
        }
        #expect(yaml(list(["b", "c"])) == "a: [b, c]\n")
        #expect(yaml(list([])) == "a: []\n")
        #expect(yaml(list(Array(repeating: "bcdefghij", count: 12))).hasPrefix("a:\n  - bcdefghij\n"))
    }
}
