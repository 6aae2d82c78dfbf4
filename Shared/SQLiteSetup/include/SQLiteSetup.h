#pragma once

/// Switches SQLite's count of allocated memory off, for the whole process.
///
/// SQLite counts under one mutex that all threads share, although each has its own databases: with two threads that
/// simulate, waiting for that mutex took a third of their time. Call it before any database is opened; later it does nothing.
///
/// It stands in C because `sqlite3_config` takes a variable list of arguments, which Swift cannot pass.
///
/// Returns SQLite's result code: 0 when it was switched off, SQLITE_MISUSE when it was too late.
/// Source: https://www.sqlite.org/c3ref/c_config_covering_index_scan.html#sqliteconfigmemstatus
int sqlite_setup_stop_counting_memory(void);
