package io.github.nifistarrocks.client.load;

/**
 * Rows of a load as the server counted them.
 *
 * @param total rows read
 * @param loaded rows written
 * @param filtered rows refused because of their values
 * @param unselected rows excluded by the {@code where} header
 */
public record RowCounts(long total, long loaded, long filtered, long unselected) {

    /** A reply without counts. */
    public static final RowCounts NONE = new RowCounts(0, 0, 0, 0);

    public RowCounts plus(final RowCounts other) {
        return new RowCounts(total + other.total, loaded + other.loaded, filtered + other.filtered, unselected + other.unselected);
    }
}
