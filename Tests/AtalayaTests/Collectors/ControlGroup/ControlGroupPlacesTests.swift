import Testing

@testable import Atalaya

@Suite("Where control groups are")
struct ControlGroupPlacesTests {
    private static let secondMount =
        "31 23 0:28 / /sys/fs/cgroup rw,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate\n"

    private func directories(_ controller: String, _ memberships: String, _ mounts: String) -> [String]? {
        ControlGroupPlaces(memberships: memberships, mounts: mounts).place(of: controller)?.directories
    }

    @Test("version 2: the group and all above it, up to the mount point")
    func secondVersion() {
        let places = ControlGroupPlaces(
            memberships: "0::/system.slice/shop.service\n",
            mounts: "1 0 8:1 / / rw - ext4 /dev/sda rw\n" + Self.secondMount)
        #expect(places.place(of: "memory")?.version == .second)
        #expect(
            places.place(of: "memory")?.directories == [
                "/sys/fs/cgroup/system.slice/shop.service", "/sys/fs/cgroup/system.slice", "/sys/fs/cgroup",
            ])
    }

    @Test(
        "in a container the group is the mount point, however it is written",
        arguments: ["0::/\n", "0::/../other\n", "0::\n"])
    func container(membership: String) {
        #expect(directories("cpu", membership, Self.secondMount) == ["/sys/fs/cgroup"])
    }

    @Test("version 1: each controller where it is mounted, below what the mount shows")
    func firstVersion() {
        let memberships = "12:cpu,cpuacct:/docker/abc\n4:memory:/docker/abc/inner\n1:name=systemd:/docker/abc\n"
        let mounts = """
            32 31 0:29 /docker/abc /sys/fs/cgroup/cpu,cpuacct ro - cgroup cgroup rw,cpu,cpuacct
            35 31 0:32 /docker/abc /sys/fs/cgroup/memory ro master:5 - cgroup cgroup rw,memory

            """
        #expect(directories("cpuacct", memberships, mounts) == ["/sys/fs/cgroup/cpu,cpuacct"])
        #expect(
            directories("memory", memberships, mounts) == ["/sys/fs/cgroup/memory/inner", "/sys/fs/cgroup/memory"])
        #expect(directories("pids", memberships, mounts) == nil)
    }

    @Test("hybrid: version 1 where it lists the controller, version 2 for the rest")
    func hybrid() {
        let memberships = "4:memory:/shop\n0::/shop\n"
        let mounts = """
            35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
            41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw

            """
        let places = ControlGroupPlaces(memberships: memberships, mounts: mounts)
        #expect(places.place(of: "memory")?.version == .first)
        #expect(places.place(of: "pids")?.version == .second)
        #expect(places.secondVersion?.directories.first == "/sys/fs/cgroup/unified/shop")
    }

    @Test("a group that is not below the mounted root is the mount point")
    func otherRoot() {
        let mounts = "1 0 0:1 /kubepods/pod1 /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n"
        #expect(directories("cpu", "0::/kubepods/pod12\n", mounts) == ["/sys/fs/cgroup"])
        #expect(directories("cpu", "0::/kubepods/pod1\n", mounts) == ["/sys/fs/cgroup"])
        #expect(directories("cpu", "0::/kubepods/pod1/c\n", mounts) == ["/sys/fs/cgroup/c", "/sys/fs/cgroup"])
    }

    @Test("escaped paths, colons in names and a mount at / are read")
    func oddPaths() {
        let mounts = #"1 0 0:1 / /mnt/my\040groups rw - cgroup2 cgroup2 rw"#
        #expect(directories("cpu", "0::/a:b\n", mounts) == ["/mnt/my groups/a:b", "/mnt/my groups"])
        #expect(directories("cpu", "0::/a\n", "1 0 0:1 / / rw - cgroup2 cgroup2 rw") == ["/a", ""])
    }

    @Test(
        "lines that are cut short are left out",
        arguments: [
            "", "1 0 0:1 / /sys", "1 0 0:1 / /sys rw -", "1 0 0:1 / /sys rw - cgroup2",
            "1 0 0:1 / /sys rw cgroup2 cgroup2 rw",
        ])
    func cut(mounts: String) {
        #expect(directories("cpu", "0::/\n", mounts) == nil)
        #expect(directories("cpu", "0\n::\n", Self.secondMount) == ["/sys/fs/cgroup"])
    }

    @Test("a path of endless depth is no group")
    func deep() {
        let path = String(repeating: "/a", count: 5_000)
        #expect(directories("cpu", "0::\(path)\n", Self.secondMount) == ["/sys/fs/cgroup"])
    }
}
