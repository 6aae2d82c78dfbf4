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

/// Gives a connection (`sqlite3 *`) the functions by which a table keeps a checksum of each of its rows:
///
/// - `row_checksum(value, ...)`: 64 bits of all values, their types and lengths. A table has it as a stored generated column, so that SQLite
///   itself writes it with every insert and update.
/// - `check_row(table, checksum, value, ...)`: 1 if the row is as it was written; otherwise the statement fails with SQLITE_CORRUPT_VTAB and
///   names the table.
///
/// They stand in C because they are called for every row that is written or read: by way of Swift values each call costs as much as the row.
///
/// Returns SQLite's result code.
int sqlite_setup_add_row_checksum(void *connection);
