import Testing

/// Habits that the tests themselves keep.
@Suite struct TestHabitTests {
    @Test func `no test waits by sleeping`() throws {
        for file in try Repository.swiftFiles(under: "Tests") where !file.path.contains("TidyTests") {
            for (number, line) in file.lines.enumerated() {
                #expect(!line.contains("Task.sleep") && !line.contains("usleep("), "\(file):\(number + 1)")
            }
        }
    }

    @Test func `no word says that something is unfinished`() throws {
        let words = ["TO" + "DO", "FIX" + "ME", "not imple" + "mented", "place" + "holder"]
        for file in try ["Services", "Shared", "Tests"].flatMap(Repository.swiftFiles) {
            for word in words {
                #expect(!file.lines.contains { $0.contains(word) }, "\(file) says \(word)")
            }
        }
    }
}
