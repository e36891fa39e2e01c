package io.github.nifistarrocks.client.schema;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.http.JsonReplies;
import io.github.nifistarrocks.client.schema.ColumnType.StructField;
import io.github.nifistarrocks.client.schema.ColumnTypes.Parameters;

/** The columns of a table as an FE reports them, by the interface of 3.3 and later or by the older one. */
public final class TableSchemaReply {

    /** A running schema change adds the new form of a column with this prefix, which loads must not fill (FE: SchemaChangeHandler). */
    private static final String SHADOW = "__starrocks_shadow_";

    private static final Map<String, TableSchema.Keys> KEYS = Map.of("DUP_KEYS", TableSchema.Keys.DUPLICATE, "AGG_KEYS", TableSchema.Keys.AGGREGATE,
            "UNIQUE_KEYS", TableSchema.Keys.UNIQUE, "UNQ_KEYS", TableSchema.Keys.UNIQUE, "PRIMARY_KEYS", TableSchema.Keys.PRIMARY, "PRI_KEYS",
            TableSchema.Keys.PRIMARY);

    private TableSchemaReply() {}

    /** A reply of the v2 interface. */
    public sealed interface V2 {

        record Described(TableSchema schema) implements V2 {}

        /** The FE has no such interface. */
        record NotSupported() implements V2 {}

        /** HTTP 500 without a message, as for a user without SELECT (fe-recordings, 700). The older interface gives the reason. */
        record Unexplained(StarRocksException error) implements V2 {}
    }

    /**
     * {@code GET /api/v2/catalogs/default_catalog/databases/{db}/tables/{table}/schema} (FE: rest/v2/TableAction), since 3.3.
     *
     * @param httpStatus not a redirect
     * @throws IOException when the reply was cut off
     * @throws StarRocksException DENIED, NOT_FOUND, INVALID, UNAVAILABLE or PROTOCOL
     */
    public static V2 parseV2(final TableId table, final int httpStatus, final InputStream body) throws IOException, StarRocksException {
        final String what = "The request for the schema of [%s]".formatted(table);
        final JsonNode reply;
        try {
            reply = JsonReplies.read(what, httpStatus, body);
        } catch (StarRocksException e) {
            if (httpStatus == 404 && e.kind() == Kind.PROTOCOL) {
                return new V2.NotSupported();
            }
            throw e;
        }
        final JsonNode described = reply.path("result").path("columns");
        if (httpStatus == 500 && JsonReplies.message(reply).isEmpty()) {
            return new V2.Unexplained(JsonReplies.refused(what, httpStatus, reply));
        }
        if (httpStatus != 200 || !described.isArray()) {
            throw JsonReplies.refused(what, httpStatus, reply);
        }
        final List<TableColumn> columns = new ArrayList<>();
        for (final JsonNode column : described) {
            final String name = name(what, column);
            if (name.startsWith(SHADOW)) {
                continue;
            }
            // 4.0 nests the type, 3.3 has it in the column.
            final boolean nested = column.path("type").isObject();
            final JsonNode type = nested ? column.path("type") : column;
            columns.add(new TableColumn(name, type(type, type.path(nested ? "name" : "primitiveType").asText()),
                    column.path("isAllowNull").asBoolean(true), column.path("isKey").asBoolean(false), column.path("isAutoIncrement").asBoolean(false)));
        }
        return new V2.Described(new TableSchema(table, keys(reply.path("result").path("keysType").asText()), columns));
    }

    /**
     * {@code GET /api/{db}/{table}/_schema} (FE: TableSchemaAction): reports neither keys nor nullability nor lengths, and no nested types.
     *
     * @param httpStatus not a redirect
     * @throws IOException when the reply was cut off
     * @throws StarRocksException DENIED, NOT_FOUND, INVALID, UNAVAILABLE or PROTOCOL
     */
    public static TableSchema parseV1(final TableId table, final int httpStatus, final InputStream body) throws IOException, StarRocksException {
        final String what = "The request for the schema of [%s]".formatted(table);
        final JsonNode reply = JsonReplies.read(what, httpStatus, body);
        final JsonNode described = reply.path("properties");
        if (httpStatus != 200 || !described.isArray()) {
            throw JsonReplies.refused(what, httpStatus, reply);
        }
        final List<TableColumn> columns = new ArrayList<>();
        for (final JsonNode column : described) {
            final Parameters parameters = new Parameters(OptionalInt.empty(), number(column.path("precision")), number(column.path("scale")), List.of());
            columns.add(new TableColumn(name(what, column), ColumnTypes.of(column.path("type").asText(), parameters), true, false, false));
        }
        return new TableSchema(table, TableSchema.Keys.UNKNOWN, columns);
    }

    private static ColumnType type(final JsonNode described, final String name) {
        final OptionalInt length = number(described.path("columnSize")).stream().filter(bytes -> bytes > 0).findFirst();
        return ColumnTypes.of(name, new Parameters(length, number(described.path("precision")), number(described.path("scale")), parts(described)));
    }

    private static List<StructField> parts(final JsonNode type) {
        final List<StructField> parts = new ArrayList<>();
        for (final String part : List.of("itemType", "keyType", "valueType")) {
            if (type.path(part).isObject()) {
                parts.add(part(part, type.path(part)));
            }
        }
        for (final JsonNode field : type.path("fields")) {
            parts.add(part(field.path("name").asText(), field.path("type")));
        }
        return parts;
    }

    private static StructField part(final String name, final JsonNode type) {
        return new StructField(name, type(type, type.path("name").asText()));
    }

    private static String name(final String what, final JsonNode column) throws StarRocksException {
        final String name = column.path("name").asText("");
        if (name.isEmpty()) {
            throw new StarRocksException(Kind.PROTOCOL, "%s returned a column without a name".formatted(what));
        }
        return name;
    }

    /** Numbers are sent as text by the older interface. */
    private static OptionalInt number(final JsonNode value) {
        final int number = value.asInt(-1);
        return number < 0 ? OptionalInt.empty() : OptionalInt.of(number);
    }

    private static TableSchema.Keys keys(final String keysType) {
        return KEYS.getOrDefault(keysType, TableSchema.Keys.UNKNOWN);
    }
}
