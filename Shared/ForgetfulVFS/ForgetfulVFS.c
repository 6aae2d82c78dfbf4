#include "ForgetfulVFS.h"
#include <sqlite3.h>
#include <string.h>

static forgetful_vfs_events events;
static sqlite3_vfs *base;

typedef struct {
    sqlite3_file file;
    // What the one who is asked knows it by; NULL if nobody is asked.
    void *known;
    // The operating system's own, behind this one.
    sqlite3_file *real;
} forgetful_file;

static sqlite3_file *real(sqlite3_file *file) { return ((forgetful_file *)file)->real; }
static void *known(sqlite3_file *file) { return ((forgetful_file *)file)->known; }

static int close_file(sqlite3_file *file) {
    if (known(file)) events.closed(known(file));
    return real(file)->pMethods->xClose(real(file));
}

static int read_file(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset) {
    int code = known(file) ? events.reads(known(file)) : SQLITE_OK;
    return code ? code : real(file)->pMethods->xRead(real(file), bytes, count, offset);
}

static int write_file(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
    int code = known(file) ? events.writes(known(file), bytes, count, offset) : SQLITE_OK;
    return code ? code : real(file)->pMethods->xWrite(real(file), bytes, count, offset);
}

static int truncate_file(sqlite3_file *file, sqlite3_int64 size) {
    int code = known(file) ? events.truncates(known(file), size) : SQLITE_OK;
    return code ? code : real(file)->pMethods->xTruncate(real(file), size);
}

static int sync_file(sqlite3_file *file, int flags) {
    return known(file) ? events.syncs(known(file)) : real(file)->pMethods->xSync(real(file), flags);
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size) {
    int code = known(file) ? events.reads(known(file)) : SQLITE_OK;
    return code ? code : real(file)->pMethods->xFileSize(real(file), size);
}

static int lock_file(sqlite3_file *file, int level) { return real(file)->pMethods->xLock(real(file), level); }
static int unlock_file(sqlite3_file *file, int level) { return real(file)->pMethods->xUnlock(real(file), level); }
static int reserved_lock(sqlite3_file *file, int *result) { return real(file)->pMethods->xCheckReservedLock(real(file), result); }
static int is_lost(sqlite3_file *file) { return known(file) && events.reads(known(file)) != SQLITE_OK; }
// What is closed after it was lost removes nothing: other files may have the names by then.
static int file_control(sqlite3_file *file, int operation, void *argument) {
    if (operation == SQLITE_FCNTL_PERSIST_WAL && is_lost(file)) {
        *(int *)argument = 1;
        return SQLITE_OK;
    }
    return real(file)->pMethods->xFileControl(real(file), operation, argument);
}
static int sector_size(sqlite3_file *file) { return real(file)->pMethods->xSectorSize(real(file)); }
static int characteristics(sqlite3_file *file) { return real(file)->pMethods->xDeviceCharacteristics(real(file)); }
static int map_memory(sqlite3_file *file, int region, int size, int extend, void volatile **memory) {
    return real(file)->pMethods->xShmMap(real(file), region, size, extend, memory);
}
static int lock_memory(sqlite3_file *file, int offset, int count, int flags) {
    return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
static void memory_barrier(sqlite3_file *file) { real(file)->pMethods->xShmBarrier(real(file)); }
static int unmap_memory(sqlite3_file *file, int remove) {
    return real(file)->pMethods->xShmUnmap(real(file), remove && !is_lost(file));
}

// Version 2: without it no write-ahead log, with 3 files would be mapped into memory and written unseen.
static const sqlite3_io_methods methods = {
    2, close_file, read_file, write_file, truncate_file, sync_file, file_size, lock_file, unlock_file, reserved_lock, file_control,
    sector_size, characteristics, map_memory, lock_memory, memory_barrier, unmap_memory, 0, 0,
};

static int open_file(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *flags_out) {
    (void)vfs;
    forgetful_file *opened = (forgetful_file *)file;
    memset(opened, 0, sizeof *opened);
    opened->real = (sqlite3_file *)(opened + 1);
    int code = base->xOpen(base, path, opened->real, flags, flags_out);
    if (code == SQLITE_OK) {
        opened->file.pMethods = &methods;
        // A file without a name is SQLite's own, for sorting.
        opened->known = path ? events.opened(path, flags) : 0;
    }
    return code;
}

static int remove_file(sqlite3_vfs *vfs, const char *path, int sync_directory) {
    (void)vfs;
    int code = events.removes(path);
    return code ? code : base->xDelete(base, path, sync_directory);
}

int forgetful_vfs_register(const forgetful_vfs_events *given) {
    static sqlite3_vfs layer;
    if (base) return SQLITE_MISUSE;
    int code = sqlite3_initialize();
    if (code != SQLITE_OK) return code;
    events = *given;
    base = sqlite3_vfs_find(0);
    layer = *base;
    layer.pNext = 0;
    layer.zName = "forgetful";
    layer.szOsFile = base->szOsFile + (int)sizeof(forgetful_file);
    layer.xOpen = open_file;
    layer.xDelete = remove_file;
    return sqlite3_vfs_register(&layer, 1);
}
