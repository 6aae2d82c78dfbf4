@testable import DocketBench
@testable import DocketCommandLine
@testable import DocketInstallation
import Foundation
import Testing

struct ProcessFileTests {
    static let stat = """
        4711 (dispatch (old) x) S 1 4711 4711 0 -1 4194560 2210 0 3 0 123 45 7 9 20 0 6 0 88231 361332736 11520 18446744073709551615
        """
    static let status = """
        Name:\torders
        VmPeak:\t  352864 kB
        VmHWM:\t   46132 kB
        VmRSS:\t   40004 kB
        Threads:\t6
        """

    @Test func `processor time is user and system, without that of children, whatever the program is called`() {
        #expect(ProcessFile.cpuTicks(inStat: Self.stat) == 168)
    }

    @Test(arguments: ["", "4711 (orders", "4711 (orders) S 1 2", "1 (a) S 1 1 1 0 -1 0 0 0 0 0 many 45 7 9"])
    func `a stat that is cut short or no numbers gives nothing`(text: String) {
        #expect(ProcessFile.cpuTicks(inStat: text) == nil)
    }

    @Test func `peak memory is the high-water mark, in bytes`() {
        #expect(ProcessFile.peakMemory(inStatus: Self.status) == 46132 * 1024)
    }

    @Test(arguments: ["", "VmRSS:\t 5 kB", "VmHWM:\t 5 MB", "VmHWM:\t kB"])
    func `a status without the mark, or in another unit, gives nothing`(text: String) {
        #expect(ProcessFile.peakMemory(inStatus: text) == nil)
    }

    #if os(Linux)
    @Test func `of this very process the system has both`() throws {
        let usage = try #require(ProcessUsage.of(getpid()))
        #expect(usage.peakMemory > 1 << 20)
        #expect(usage.cpuSeconds >= 0)
    }
    #endif

    @Test func `of a process that does not exist there is nothing`() {
        #expect(ProcessUsage.of(-1) == nil)
    }

    @Test func `only what was computed since the start counts, and only of processes that were there`() {
        let start: [ServiceName: ProcessUsage] = [
            .orders: .init(cpuSeconds: 2, peakMemory: 1), .stock: .init(cpuSeconds: 1, peakMemory: 1),
        ]
        let end: [ServiceName: ProcessUsage] = [
            .orders: .init(cpuSeconds: 5, peakMemory: 1), .shipping: .init(cpuSeconds: 9, peakMemory: 1),
        ]
        let used = end.cpuSeconds(since: start)
        #expect(used.map(\.service) == [.orders])
        #expect(used.map(\.seconds) == [3])
    }
}
