import DocketInstallation
import Fulfilment
import FulfilmentSupport
import GRDB

/// What `bus.db` keeps beside the messages: who has published what last, how far each consumer is, and up to where the log was compacted.
enum LogBooks {
    private static let last = "ifnull((SELECT max(position) FROM messages), (SELECT value FROM meta WHERE name = 'compacted'))"
    /// The first and the last moment that there can be: 1970 and the year 9999, in microseconds.
    private static let times = "0 AND 253402300799999999"

    static func findings(_ db: Database) throws -> [String] {
        try String.fetchAll(
            db,
            sql: """
                SELECT 'the row name ' || name || ' of meta is not a position of the log, but ' || value FROM meta
                WHERE name IN ('compacted', 'published', 'unchecked') AND (value < 0 OR value > \(last))
                UNION ALL
                SELECT 'the row name ' || name || ' of consumers is of no service' FROM consumers WHERE name NOT IN (\(services))
                UNION ALL
                SELECT 'the row name ' || name || ' of consumers is not at a position of the log, but at ' || position FROM consumers
                WHERE position < 0 OR position > \(last)
                UNION ALL
                SELECT 'the row name ' || name || ' of consumers has a time that there is not' FROM consumers
                WHERE updated_at NOT BETWEEN \(times)
                UNION ALL
                SELECT 'the row source ' || p.source || ' of publishers names a message that the log does not have' FROM publishers AS p
                LEFT JOIN messages AS m ON m.position = p.position
                WHERE p.position > (SELECT value FROM meta WHERE name = 'compacted')
                    AND (m.id IS NOT p.id OR m.source IS NOT p.source)
                UNION ALL
                SELECT 'the row source ' || m.source || ' of publishers is missing, or not of its last message' FROM (
                    SELECT source, max(position) AS position FROM messages
                    WHERE position <= (SELECT value FROM meta WHERE name = 'published') GROUP BY source) AS m
                LEFT JOIN publishers AS p ON p.source = m.source WHERE p.position IS NOT m.position
                """)
    }

    private static let services = fulfilmentServices.map { "'\($0.name)'" }.joined(separator: ", ")
}
