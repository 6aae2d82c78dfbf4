@testable import DocketBench
@testable import DocketCommandLine
import Foundation
import SystemPackage
import Testing

/// The table and the report, as people read them.
@Suite struct BenchTableTests {
    private let figures = [
        Figure(
            "bus.read", unit: "events/s", runs: [1_234_567, 1_000_000, 1_300_000], baselines: [2_469_134, 2_000_000, 2_600_000]),
        Figure("bus.hop.p50", unit: "ms", runs: [0.5]),
        Figure("bus.read.end", unit: "us", runs: [12.34]),
    ]

    @Test func `a line has value, spread, baseline, ratio, goal and whether it is met`() {
        let lines = BenchTable(figures).text(on: Terminal(.standardOutput, environment: ["NO_COLOR": "1"])).split(separator: "\n")
        #expect(
            lines.map { $0.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ") } == [
                "figure value unit min–max baseline ratio goal met",
                "bus.read 1,234,567 events/s 1,000,000–1,300,000 2,469,134 0.5 ≥ 400,000 yes",
                "bus.hop.p50 0.5 ms 0.5–0.5 < 0.4 no",
                "bus.read.end 12.3 us 12.3–12.3",
            ])
        let starts = lines.dropLast().map { line in
            line.firstRange(of: /goal|≥|</).map { line.distance(from: line.startIndex, to: $0.lowerBound) }
        }
        #expect(Set(starts).count == 1, "the column of goals begins at one place")
    }

    @Test func `the report has the table, the machine, the date and the count of goals`() {
        let machine = BenchReport.Machine(
            processors: 2, memoryBytes: 8 << 30, system: "Debian", sqlite: "3.40.1", build: "release", disk: "ext4 of /dev/vda")
        let text = BenchReport(machine: machine, figures: figures).markdown(at: Date(timeIntervalSince1970: 1_795_000_000))
        #expect(text.contains("2026-11-18T"))
        #expect(text.contains("2 processors, 8 GB, Debian, SQLite 3.40.1, release build, on ext4 of /dev/vda"))
        #expect(text.contains("| `bus.hop.p50` | 0.5 | ms | 0.5–0.5 |  |  | < 0.4 | no |"))
        #expect(text.contains("1 of 2 goals are met"))
    }

    @Test(arguments: [
        (0.17149, "0.171"), (9.4321, "9.43"), (42.06, "42.1"), (163_201.6, "163,202"), (0.6, "0.6"), (5, "5"), (0, "0"),
    ])
    func `a number has no more digits than mean something`(number: Double, text: String) {
        #expect(number.short == text)
    }

    @Test func `the disk is the one whose mount point is nearest`() {
        let mounts = "/dev/vda / ext4 rw 0 0\ntmpfs /tmp tmpfs rw 0 0\n/dev/vdb /tmpfiles xfs rw 0 0\n"
        #expect(Disk.of("/tmp/docket-bench-1", mounts: mounts)?.isMemory == true)
        #expect(Disk.of("/tmpfiles/x", mounts: mounts)?.description == "xfs of /dev/vdb")
        #expect(Disk.of("/home/x", mounts: mounts)?.description == "ext4 of /dev/vda")
    }
}
