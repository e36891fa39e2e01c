package io.github.nifistarrocks.client.load;

/**
 * A row that the server refused, from its error log. The log stops at about 50 rows.
 *
 * @param reason message of the server
 * @param row the row as the server prints it; empty when the log does not have it
 */
public record RejectedRow(String reason, String row) {}
