#include "SQLiteSetup.h"
#include <sqlite3.h>

int sqlite_setup_stop_counting_memory(void) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}
