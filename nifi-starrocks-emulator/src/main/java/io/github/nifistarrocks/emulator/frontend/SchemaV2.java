package io.github.nifistarrocks.emulator.frontend;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.emulator.catalog.Aggregation;
import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.KeysType;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.frontend.rest.FrontendReplies;

/** A table as version 2 of the API describes it. */
final class SchemaV2 {

    private final Table table;

    private SchemaV2(final Table table) {
        this.table = table;
    }

    static Map<String, Object> of(final Table table) {
        return new SchemaV2(table).result();
    }

    private Map<String, Object> result() {
        final List<Map<String, Object>> columns = table.columns().stream().map(this::column).toList();
        final Map<String, Object> index = FrontendReplies.fields("indexId", table.baseIndexId(), "keysType", table.keysType().wireName(), "columns", columns);
        return FrontendReplies.fields("id", table.id(), "name", table.name().table(), "tableType", "OLAP", "keysType", table.keysType().wireName(), "comment",
                table.comment(), "createTime", table.created().getEpochSecond(), "columns", columns, "indexMetas", List.of(index), "partitionInfo",
                partitions(),
                "defaultDistributionInfo", distribution(), "indexes", List.of(), "baseIndexId", table.baseIndexId(), "maxIndexId", -1, "maxColUniqueId",
                table.columns().size() - 1, "properties", properties());
    }

    private Map<String, Object> partitions() {
        if (table.partitionColumns().isEmpty()) {
            return FrontendReplies.fields("type", "UNPARTITIONED");
        }
        return FrontendReplies.fields("type", "RANGE", "partitionColumns", named(table.partitionColumns()));
    }

    private Map<String, Object> distribution() {
        if (table.bucketColumns().isEmpty()) {
            return FrontendReplies.fields("type", "RANDOM", "bucketNum", table.buckets());
        }
        return FrontendReplies.fields("type", "HASH", "bucketNum", table.buckets(), "distributionColumns", named(table.bucketColumns()));
    }

    private List<Map<String, Object>> named(final List<String> names) {
        return names.stream().map(table::column).flatMap(Optional::stream).map(this::column).toList();
    }

    private Map<String, Object> column(final Column column) {
        final Map<String, Object> fields = FrontendReplies.fields("name", column.name(), "type", type(column.type()));
        if (!column.key()) {
            fields.put("aggregationType", aggregation(column));
        }
        fields.putAll(
                FrontendReplies.fields("isKey", column.key(), "isAllowNull", column.nullable(), "isAutoIncrement", column.isAutoIncrement(), "defaultValueType",
                        defaultKind(column)));
        column.defaultValue().filter(value -> !isCurrentTime(value)).ifPresent(value -> fields.put("defaultValue", value));
        fields.put("comment", column.comment());
        fields.put("uniqueId", table.position(column.name()));
        return fields;
    }

    private String aggregation(final Column column) {
        return column.aggregation().map(Aggregation::name).orElseGet(() -> table.keysType() == KeysType.DUPLICATE ? "NONE" : Aggregation.REPLACE.name());
    }

    private static String defaultKind(final Column column) {
        return column.defaultValue().map(value -> isCurrentTime(value) ? "VARY" : "CONST").orElse("NULL");
    }

    private static boolean isCurrentTime(final String value) {
        return value.equalsIgnoreCase("CURRENT_TIMESTAMP");
    }

    private static Map<String, Object> type(final ColumnType type) {
        return switch (type.kind()) {
            case ARRAY -> FrontendReplies.fields("itemType", type(type.children().getFirst()), "name", type.kind().name());
            case MAP ->
                FrontendReplies.fields("keyType", type(type.children().getFirst()), "valueType", type(type.children().getLast()), "name", type.kind().name());
            case STRUCT -> FrontendReplies.fields("fields", structFields(type), "name", type.kind().name());
            case BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, LARGEINT, FLOAT, DOUBLE, DECIMAL, DECIMALV2, DATE, DATETIME, CHAR, VARCHAR, JSON, VARBINARY, HLL,
                    BITMAP ->
                scalar(type);
        };
    }

    private static List<Map<String, Object>> structFields(final ColumnType type) {
        final List<Map<String, Object>> fields = new ArrayList<>();
        for (int i = 0; i < type.children().size(); i++) {
            fields.add(FrontendReplies.fields("name", type.fieldNames().get(i), "type", type(type.children().get(i))));
        }
        return fields;
    }

    private static Map<String, Object> scalar(final ColumnType type) {
        final Map<String, Object> fields = FrontendReplies.fields("typeSize", typeSize(type));
        columnSize(type).ifPresent(size -> fields.put("columnSize", size));
        fields.putAll(FrontendReplies.fields("precision", type.precision(), "scale", type.scale(), "name", type.primitiveName()));
        return fields;
    }

    private static int typeSize(final ColumnType type) {
        return switch (type.kind()) {
            case BOOLEAN, TINYINT -> 1;
            case SMALLINT -> 2;
            case INT, FLOAT, DATE -> 4;
            case BIGINT, DOUBLE, DATETIME -> 8;
            case DECIMAL, DECIMALV2 -> type.precision() <= 9 ? 4 : decimalSize(type.precision());
            case LARGEINT, CHAR, VARCHAR, VARBINARY, ARRAY, MAP, STRUCT -> 16;
            case HLL -> 16385;
            case JSON, BITMAP -> 1024;
        };
    }

    private static int decimalSize(final int precision) {
        if (precision <= 18) {
            return 8;
        }
        return precision <= 38 ? 16 : 32;
    }

    private static Optional<Integer> columnSize(final ColumnType type) {
        return switch (type.kind()) {
            case TINYINT -> Optional.of(3);
            case SMALLINT -> Optional.of(5);
            case INT -> Optional.of(10);
            case BIGINT -> Optional.of(19);
            case LARGEINT -> Optional.of(39);
            case FLOAT -> Optional.of(7);
            case DOUBLE -> Optional.of(15);
            case DECIMAL, DECIMALV2 -> Optional.of(type.precision());
            case CHAR, VARCHAR -> Optional.of(type.length());
            case BOOLEAN, DATE, DATETIME, JSON, VARBINARY, HLL, BITMAP, ARRAY, MAP, STRUCT -> Optional.empty();
        };
    }

    private Map<String, Object> properties() {
        final Map<String, Object> properties = FrontendReplies.fields("storage_type", "COLUMN", "file_bundling", "true",
                "base_compaction_forbidden_time_ranges", "",
                "unique_constraints", "", "primary_index_cache_expire_sec", "0", "replication_num", String.valueOf(table.replicas()), "enable_dynamic_tablet",
                "false",
                "mutable_bucket_num", "0");
        if (table.keysType() == KeysType.PRIMARY) {
            properties.put("enable_persistent_index", "true");
        }
        properties.putAll(
                FrontendReplies.fields("replicated_storage", "true", "write_quorum", "MAJORITY", "fast_schema_evolution", "true", "compression", "LZ4_FRAME",
                        "in_memory", "false", "foreign_key_constraints", ""));
        return properties;
    }
}
