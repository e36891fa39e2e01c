package io.github.nifistarrocks.processors.plan;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.plan.Tablet;

/**
 * The JSON form of a {@link PlanDocument}. Unknown fields are skipped, so that later releases can add some within {@link #VERSION}; a change that an
 * older reader would misread needs a new version.
 */
public final class PlanDocumentJson {

    /** The format's version, in the field {@code version}. */
    public static final int VERSION = 1;

    private static final int LONGEST_TEXT = 256 * 1024 * 1024;
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(LONGEST_TEXT).build()).build())
            .disable(DeserializationFeature.WRAP_EXCEPTIONS);
    private static final ObjectWriter WRITER = MAPPER.writerFor(Content.class).without(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    private static final ObjectReader READER = MAPPER.readerFor(Content.class).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private PlanDocumentJson() {}

    /** Leaves the stream open. */
    public static void write(final PlanDocument plan, final OutputStream out) throws IOException {
        final List<Column> columns = plan.columns().stream().map(Column::of).toList();
        final List<TabletEntry> tablets = plan.tablets().stream().map(TabletEntry::of).toList();
        WRITER.writeValue(out, new Content(VERSION, plan.table().database(), plan.table().table(), columns, plan.sql(), tablets, plan.opaquePlan()));
    }

    /**
     * @throws InvalidPlanException when the content is anything but a plan document of this version
     * @throws IOException when the content cannot be read at all
     */
    public static PlanDocument read(final InputStream in) throws InvalidPlanException, IOException {
        final Content content;
        try {
            content = READER.readValue(in);
        } catch (JsonProcessingException e) {
            throw new InvalidPlanException("the content is none: " + e.getOriginalMessage(), e);
        }
        if (content == null) {
            throw new InvalidPlanException("the content is empty");
        }
        return content.toPlan();
    }

    private record Content(Integer version, String database, String table, List<Column> columns, String sql, List<TabletEntry> tablets, String plan) {

        PlanDocument toPlan() throws InvalidPlanException {
            if (version == null || version != VERSION) {
                throw new InvalidPlanException(version == null ? "the field [version] is missing" : "the version is %d".formatted(version));
            }
            if (database == null || database.isBlank()) {
                throw malformed("database");
            }
            if (table == null || table.isBlank()) {
                throw malformed("table");
            }
            if (columns == null || columns.isEmpty() || !columns.stream().allMatch(Column::isComplete)) {
                throw malformed("columns");
            }
            if (tablets == null || !tablets.stream().allMatch(TabletEntry::isComplete)) {
                throw malformed("tablets");
            }
            if (plan == null || plan.isEmpty() != tablets.isEmpty()) {
                throw malformed("plan");
            }
            try {
                return new PlanDocument(new TableId(database, table), columns.stream().map(Column::toPlanned).toList(), Objects.requireNonNullElse(sql, ""),
                        tablets.stream().map(TabletEntry::toTablet).toList(), plan);
            } catch (IllegalArgumentException e) {
                throw new InvalidPlanException("an address of [tablets] cannot be read: " + e.getMessage(), e);
            }
        }

        private static InvalidPlanException malformed(final String field) {
            return new InvalidPlanException("the field [%s] is missing or not as it should be".formatted(field));
        }
    }

    private record Column(String name, String type, Integer length, Integer precision, Integer scale, boolean nullable) {

        static Column of(final PlannedColumn column) {
            return new Column(column.name(), column.type(), boxed(column.length()), boxed(column.precision()), boxed(column.scale()), column.nullable());
        }

        boolean isComplete() {
            return name != null && type != null;
        }

        PlannedColumn toPlanned() {
            return new PlannedColumn(name, type, unboxed(length), unboxed(precision), unboxed(scale), nullable);
        }

        private static Integer boxed(final OptionalInt number) {
            return number.isPresent() ? number.getAsInt() : null;
        }

        private static OptionalInt unboxed(final Integer number) {
            return number == null ? OptionalInt.empty() : OptionalInt.of(number);
        }
    }

    private record TabletEntry(Long id, long version, List<String> replicas) {

        static TabletEntry of(final Tablet tablet) {
            return new TabletEntry(tablet.id(), tablet.version(), tablet.replicas().stream().map(HostPort::toString).toList());
        }

        boolean isComplete() {
            return id != null && replicas != null && !replicas.isEmpty() && !replicas.contains(null);
        }

        Tablet toTablet() {
            return new Tablet(id, version, replicas.stream().map(HostPort::parse).toList());
        }
    }
}
