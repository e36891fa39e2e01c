package io.github.nifistarrocks.processors.load.merged;

import java.util.Map;
import java.util.Set;

import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.load.Labels;
import io.github.nifistarrocks.processors.load.prepared.InvalidMarkException;
import org.apache.nifi.flowfile.FlowFile;

/**
 * The attributes that say that StarRocks has received the rows of a FlowFile. It commits them together with those of other FlowFiles.
 *
 * @param table of the load
 * @param label of the merged transaction
 */
public record MergedMark(TableId table, String label) {

    public static final String LABEL = "starrocks.merged.label";
    public static final String DATABASE = "starrocks.merged.database";
    public static final String TABLE = "starrocks.merged.table";
    /** Of the content that was sent. Content that was merged or changed since has other rows. */
    public static final String SIZE = "starrocks.merged.size";

    public static final Set<String> ATTRIBUTES = Set.of(LABEL, DATABASE, TABLE, SIZE);

    /** Whether the FlowFile has any attribute of a mark. */
    public static boolean isOn(final FlowFile flowFile) {
        return ATTRIBUTES.stream().anyMatch(name -> flowFile.getAttribute(name) != null);
    }

    /** @throws InvalidMarkException if an attribute is missing or has no usable value, because any processor can write attributes */
    public static MergedMark read(final FlowFile flowFile) throws InvalidMarkException {
        final String label = text(flowFile, LABEL);
        if (!Labels.isValid(label)) {
            throw invalid(LABEL, "is not a label");
        }
        if (!text(flowFile, SIZE).equals(Long.toString(flowFile.getSize()))) {
            throw invalid(SIZE, "is not the size of its content, which was merged or changed since, so that other rows would be lost");
        }
        return new MergedMark(table(text(flowFile, DATABASE), text(flowFile, TABLE)), label);
    }

    /** @param size of the content */
    public Map<String, String> attributes(final long size) {
        return Map.of(SIZE, Long.toString(size), LABEL, label, DATABASE, table.database(), TABLE, table.table());
    }

    private static TableId table(final String database, final String table) throws InvalidMarkException {
        try {
            return new TableId(database, table);
        } catch (IllegalArgumentException e) {
            throw invalid(TABLE, "cannot be used: " + e.getMessage());
        }
    }

    private static String text(final FlowFile flowFile, final String name) throws InvalidMarkException {
        final String value = flowFile.getAttribute(name);
        if (value == null || value.isBlank()) {
            throw invalid(name, "is missing");
        }
        return value;
    }

    private static InvalidMarkException invalid(final String name, final String problem) {
        return new InvalidMarkException("""
                The attribute [%s] of a merged FlowFile %s. Check whether its rows are in the table. If not, remove the attributes starrocks.merged.* and send \
                the FlowFile again""".formatted(name, problem));
    }
}
