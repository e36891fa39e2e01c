package io.github.nifistarrocks.client.load;

/**
 * A row that the server refused, from its error log. The log stops at about 50 rows.
 *
 * @param reason the server's words
 * @param row the row as the server prints it; empty when the line has none
 */
public record RejectedRow(String reason, String row) {}
