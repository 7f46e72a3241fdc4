import AtalayaConfig
import Testing

@Suite("Stable identifiers")
struct StableIdentifierTests {
    @Test(
        "A uid is short, plain and starts with a letter, whatever the name",
        arguments: [
            "orchestrator-overview", "", "9 lives", "Ünïcödé/…/🗼", String(repeating: "long name ", count: 40), "---",
            "a/b\"c\\d",
        ])
    func uidForm(name: String) {
        let uid = StableIdentifier.uid(for: name)
        #expect(uid.utf8.count <= 40)
        #expect(uid.wholeMatch(of: /[a-z][a-z0-9-]*/) != nil)
        #expect(uid == StableIdentifier.uid(for: name))
    }

    @Test("Names that differ only behind the cut have different uids")
    func uidsDifferBehindTheCut() {
        let stem = String(repeating: "service-", count: 10)
        let uids = Set((0..<1_000).map { StableIdentifier.uid(for: stem + String($0)) })
        #expect(uids.count == 1_000)
    }

    @Test("A uid is the same in every release: it stands in links and alerts")
    func uidsArePinned() {
        #expect(StableIdentifier.uid(for: "orchestrator-overview") == "orchestrator-overview-23a2022b")
        #expect(StableIdentifier.panelID(for: "orchestrator-overview/traffic") == 506_210_865)
    }

    @Test("Panel ids are positive, unique, and do not depend on the order of other panels")
    func panelIDs() {
        let names = (0..<5_000).map { "dashboard/panel-\($0)" }
        let ids = StableIdentifier.panelIDs(for: names)
        #expect(Set(ids).count == names.count)
        #expect(ids.allSatisfy { $0 > 0 })
        #expect(StableIdentifier.panelIDs(for: [names[7]]) == [ids[7]])
    }

    @Test("Of two equal names the second gets the next id")
    func collidingNames() {
        let ids = StableIdentifier.panelIDs(for: ["a", "a"])
        #expect(ids == [StableIdentifier.panelID(for: "a"), StableIdentifier.panelID(for: "a") + 1])
    }
}
