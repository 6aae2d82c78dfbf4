import Messaging
import Testing

struct UndoableTests {
    @Test func `values are as they were before, however often each was set since`() {
        var values = UndoableDictionary<String, Int>()
        values["kept"] = 1
        values["removed"] = 2
        values.begin()
        values["kept"] = 3
        values["kept"] = 4
        values["new"] = 5
        values["removed"] = nil
        #expect(values.values == ["kept": 4, "new": 5])
        values.undo()
        #expect(values.values == ["kept": 1, "removed": 2])
        values.undo()
        #expect(values.values == ["kept": 1, "removed": 2], "there is nothing left to undo")
    }

    @Test func `rows that were added since are gone`() {
        var rows = UndoableList<Int>()
        rows.append(1)
        rows.begin()
        rows.append(2)
        rows.undo()
        rows.append(3)
        #expect(rows.elements == [1, 3])
    }
}
