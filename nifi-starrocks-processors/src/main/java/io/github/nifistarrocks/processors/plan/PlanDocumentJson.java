package io.github.nifistarrocks.processors.plan;

import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.plan.Tablet;

/**
 * The JSON form of a {@link PlanDocument}. Unknown fields are skipped, so that later releases can add fields to {@link #VERSION}. A change that an older
 * reader would misinterpret requires a new version.
 */
public final class PlanDocumentJson {

    /** Version of the format, in the field {@code version}. */
    public static final int VERSION = 2;

    /** Base64, of bytes that have not become shorter. */
    private static final int MAX_STRING_LENGTH = CompressedPlan.MAX_BYTES / 2 * 3;
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(MAX_STRING_LENGTH).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
            .disable(DeserializationFeature.WRAP_EXCEPTIONS).setSerializationInclusion(JsonInclude.Include.NON_NULL);
    private static final ObjectWriter WRITER = MAPPER.writerFor(Content.class);
    private static final ObjectReader READER = MAPPER.readerFor(Content.class).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private PlanDocumentJson() {}

    /** @param stored its opaque plan */
    static byte[] write(final PlanDocument plan, final StoredPlan stored) {
        try {
            return WRITER.writeValueAsBytes(Content.of(plan, stored));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * @throws InvalidPlanException when the content is not a plan document of this version
     * @throws IOException when the content cannot be read
     */
    static PlanDocument read(final InputStream in) throws InvalidPlanException, IOException {
        final Content content;
        try {
            content = READER.readValue(in);
        } catch (JsonProcessingException e) {
            throw new InvalidPlanException("the content is malformed: " + e.getOriginalMessage(), e);
        } catch (CharConversionException e) {
            throw new InvalidPlanException("the content is not text in UTF-8: " + e.getMessage(), e);
        }
        if (content == null) {
            throw new InvalidPlanException("the content is empty");
        }
        return content.toPlan();
    }

    private static InvalidPlanException malformed(final String field) {
        return new InvalidPlanException("the field [%s] is missing or invalid".formatted(field));
    }

    private record Content(Integer version, String plannedAt, Query query, List<TabletEntry> tablets, StoredPlan plan) {

        static Content of(final PlanDocument document, final StoredPlan plan) {
            return new Content(VERSION, document.plannedAt().toString(), Query.of(document.query()), document.tablets().stream().map(TabletEntry::of).toList(),
                    plan);
        }

        PlanDocument toPlan() throws InvalidPlanException {
            if (version == null || version != VERSION) {
                throw new InvalidPlanException(version == null ? "the field [version] is missing" : "the version is %d".formatted(version));
            }
            if (query == null) {
                throw malformed("query");
            }
            if (tablets == null || !tablets.stream().allMatch(tablet -> tablet != null && tablet.isComplete())) {
                throw malformed("tablets");
            }
            final String opaquePlan = plan == null ? "" : plan.text();
            if (opaquePlan.isEmpty() != tablets.isEmpty()) {
                throw malformed("plan");
            }
            try {
                return new PlanDocument(query.toPlanned(), time(), tablets.stream().map(TabletEntry::toTablet).toList(), opaquePlan);
            } catch (IllegalArgumentException e) {
                throw new InvalidPlanException("an address in [tablets] is malformed: " + e.getMessage(), e);
            }
        }

        private Instant time() throws InvalidPlanException {
            try {
                return Instant.parse(Objects.requireNonNullElse(plannedAt, ""));
            } catch (DateTimeException e) {
                throw new InvalidPlanException("the field [plannedAt] is missing or invalid", e);
            }
        }
    }

    private record Query(String database, String table, List<Column> columns, String sql) {

        static Query of(final PlannedQuery query) {
            return new Query(query.table().database(), query.table().table(), query.columns().stream().map(Column::of).toList(), query.sql());
        }

        PlannedQuery toPlanned() throws InvalidPlanException {
            if (database == null || database.isBlank()) {
                throw malformed("database");
            }
            if (table == null || table.isBlank()) {
                throw malformed("table");
            }
            if (columns == null || columns.isEmpty() || !columns.stream().allMatch(column -> column != null && column.isComplete())) {
                throw malformed("columns");
            }
            return new PlannedQuery(tableId(), columns.stream().map(Column::toPlanned).toList(), Objects.requireNonNullElse(sql, ""));
        }

        private TableId tableId() throws InvalidPlanException {
            try {
                return new TableId(database, table);
            } catch (IllegalArgumentException e) {
                throw malformed("table");
            }
        }
    }

    private record Column(String name, TypeEntry type, boolean nullable) {

        static Column of(final PlannedColumn column) {
            return new Column(column.name(), TypeEntry.of(column.type()), column.nullable());
        }

        boolean isComplete() {
            return name != null && type != null && type.isComplete();
        }

        PlannedColumn toPlanned() {
            return new PlannedColumn(name, type.toType(), nullable);
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
