package io.github.nifistarrocks.client.scan;

/**
 * A column of a scan as {@code open_scanner} describes it.
 *
 * @param name column name or alias
 * @param type StarRocks type; it distinguishes what Arrow carries as text: DATE, DATETIME, LARGEINT and JSON
 */
public record ScanColumn(String name, PrimitiveType type) {}
