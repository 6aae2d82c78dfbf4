import SQLiteSetup

/// What a process asks of SQLite as a whole, before it opens its first database.
public enum SQLiteMemory {
    /// Switches off that SQLite counts allocated memory, which it does under one mutex for all connections of the process: with two threads
    /// that read, waiting for it took a third of their time. Nothing here asks for the count.
    ///
    /// Later it does nothing, and nothing is lost by that but time.
    public static func stopCounting() { _ = sqlite_setup_stop_counting_memory() }
}
