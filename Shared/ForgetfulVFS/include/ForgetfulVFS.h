#pragma once

/// What is asked about the files of SQLite, before each of them is touched. Whoever is asked can let the operation fail with a result code of
/// SQLite's other than 0.
///
/// `file` is what `opened` returned for it. A file for which that was NULL is left to the operating system alone.
typedef struct {
    /// A file is open now. `flags` are those of SQLite's `xOpen`.
    void *(*opened)(const char *path, int flags);
    void (*closed)(void *file);
    int (*reads)(void *file);
    int (*writes)(void *file, const void *bytes, int count, long long offset);
    int (*truncates)(void *file, long long size);
    /// The wait for the disk, which is not done besides.
    int (*syncs)(void *file);
    int (*removes)(const char *path);
} forgetful_vfs_events;

/// Puts a layer between SQLite and the operating system, for every database that the process opens from now on.
///
/// The files are the real ones, with their locks and shared memory; the layer only asks. Once for the process. Returns SQLite's result code.
/// Source: https://www.sqlite.org/vfs.html
int forgetful_vfs_register(const forgetful_vfs_events *events);
