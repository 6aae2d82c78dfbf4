import Foundation

/// The formats that can be asserted.
enum Format: String, Sendable {
    case dateTime = "date-time"
    case uuid

    func allows(_ text: String) -> Bool {
        switch self {
        case .dateTime: Self.isDateTime(text)
        case .uuid: text.utf8.count == 36 && UUID(uuidString: text) != nil
        }
    }

    private static let dateTimePattern = Pattern(
        #"^([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?"#
            + #"([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$"#)

    /// RFC 3339, section 5.6. A leap second is allowed in any minute.
    private static func isDateTime(_ text: String) -> Bool {
        guard dateTimePattern?.isFound(in: text) == true else { return false }
        let date = text.prefix(10).split(separator: "-").compactMap { Int($0) }
        guard date.count == 3, (1...12).contains(date[1]) else { return false }
        let isLeapYear = date[0] % 4 == 0 && (date[0] % 100 != 0 || date[0] % 400 == 0)
        let days = [31, isLeapYear ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...days[date[1] - 1]).contains(date[2])
    }
}
