#include "SQLiteSetup.h"
#include <sqlite3.h>
#include <stdint.h>
#include <string.h>

// The checksum of the log's rows (RowChecksum.swift), over values with their types. Each step is a bijection of the state: a change within
// one word always shows, and any other but for one in 2^64.
static uint64_t mix(uint64_t state, uint64_t word) {
    state = (state ^ word) * 0x9E3779B97F4A7C15u;
    return state ^ state >> 29;
}

static uint64_t word_at(const unsigned char *bytes, int count) {
    uint64_t word = 0;
    for (int i = 0; i < count; i++) word |= (uint64_t)bytes[i] << 8 * i;
    return word;
}

static uint64_t mix_bytes(uint64_t state, const unsigned char *bytes, int count) {
    state = mix(state, (uint64_t)count);
    int offset = 0;
    for (; offset + 8 <= count; offset += 8) state = mix(state, word_at(bytes + offset, 8));
    return mix(state, word_at(bytes + offset, count - offset));
}

static uint64_t mix_value(uint64_t state, sqlite3_value *value) {
    int type = sqlite3_value_type(value);
    state = mix(state, (uint64_t)type);
    switch (type) {
    case SQLITE_INTEGER: return mix(state, (uint64_t)sqlite3_value_int64(value));
    case SQLITE_FLOAT: {
        double number = sqlite3_value_double(value);
        uint64_t bits;
        memcpy(&bits, &number, sizeof bits);
        return mix(state, bits);
    }
    case SQLITE_NULL: return state;
    default: {
        // The pointer first: asking for it may change the length.
        const unsigned char *bytes = type == SQLITE_TEXT ? sqlite3_value_text(value) : sqlite3_value_blob(value);
        return mix_bytes(state, bytes, bytes ? sqlite3_value_bytes(value) : 0);
    }
    }
}

static sqlite3_int64 checksum(int count, sqlite3_value **values) {
    uint64_t state = 0x446F636B6574526Fu;
    for (int i = 0; i < count; i++) state = mix_value(state, values[i]);
    return (sqlite3_int64)state;
}

static void row_checksum(sqlite3_context *context, int count, sqlite3_value **values) {
    sqlite3_result_int64(context, checksum(count, values));
}

// check_row(table, sound): true, or the statement's end.
static void check_row(sqlite3_context *context, int count, sqlite3_value **values) {
    (void)count;
    if (sqlite3_value_int(values[1]) == 1) {
        sqlite3_result_int(context, 1);
    } else {
        const unsigned char *table = sqlite3_value_text(values[0]);
        char *message = sqlite3_mprintf("a row of the table %s is not as it was written", table ? (const char *)table : "?");
        sqlite3_result_error(context, message ? message : "a row is not as it was written", -1);
        sqlite3_free(message);
        sqlite3_result_error_code(context, SQLITE_CORRUPT_VTAB);
    }
}

int sqlite_setup_add_row_checksum(void *connection) {
    // Tables and views may call them, whoever made the file: they touch nothing but their arguments.
    const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    int code = sqlite3_create_function_v2(connection, "row_checksum", -1, flags, 0, row_checksum, 0, 0, 0);
    if (code != SQLITE_OK) return code;
    return sqlite3_create_function_v2(connection, "check_row", 2, flags, 0, check_row, 0, 0, 0);
}
