import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.starrocks.connector.flink.manager.StarRocksQueryPlanVisitor;
import com.starrocks.connector.flink.table.source.StarRocksSourceBeReader;
import com.starrocks.connector.flink.table.source.StarRocksSourceCommonFunc;
import com.starrocks.connector.flink.table.source.StarRocksSourceOptions;
import com.starrocks.connector.flink.table.source.struct.ColumnRichInfo;
import com.starrocks.connector.flink.table.source.struct.QueryBeXTablets;
import com.starrocks.connector.flink.table.source.struct.QueryInfo;
import com.starrocks.connector.flink.table.source.struct.SelectColumn;
import com.starrocks.data.load.stream.StreamLoadDataFormat;
import com.starrocks.data.load.stream.StreamLoadSnapshot;
import com.starrocks.data.load.stream.properties.StreamLoadProperties;
import com.starrocks.data.load.stream.properties.StreamLoadTableProperties;
import com.starrocks.data.load.stream.v2.StreamLoadManagerV2;
import org.apache.flink.table.api.TableSchema;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.types.logical.utils.LogicalTypeParser;
import org.apache.flink.table.types.utils.TypeConversions;

/**
 * Drives the stream-load SDK and the BE reader of the official Flink connector without a Flink job. Runs in a process of its own, on a JDK that the
 * connector's Arrow works on.
 *
 * <p>Arguments: {@code load|load-in-transaction|read}, {@code host:port} of an FE, user, password, database, table, file. To load, then {@code json} or
 * {@code csv} and, for CSV, the column names; the file holds one row a line. To read, then one {@code name=FLINK TYPE} a column; every row read becomes a line
 * of the file, its values separated by tabs.
 */
public final class OfficialClientDriver {
    private OfficialClientDriver() {
    }

    public static void main(String[] arguments) throws Exception {
        List<String> rest = List.of(arguments).subList(7, arguments.length);
        Path file = Path.of(arguments[6]);
        if ("read".equals(arguments[0])) {
            Files.write(file, read(arguments, rest));
        } else {
            load(arguments, rest, Files.readAllLines(file));
        }
        System.exit(0);
    }

    private static void load(String[] arguments, List<String> format, List<String> rows) {
        boolean json = "json".equals(format.get(0));
        Map<String, String> headers = json ? Map.of("format", "json", "strip_outer_array", "true", "ignore_json_size", "true")
                : Map.of("column_separator", "|");
        StreamLoadTableProperties.Builder table = StreamLoadTableProperties.builder().database(arguments[4]).table(arguments[5]);
        if (json) {
            table.streamLoadDataFormat(StreamLoadDataFormat.JSON).addCommonProperties(headers);
        } else {
            table.streamLoadDataFormat(new StreamLoadDataFormat.CSVFormat("\n")).columns(format.get(1)).addCommonProperties(headers);
        }
        StreamLoadProperties.Builder properties = StreamLoadProperties.builder().loadUrls(arguments[1]).username(arguments[2]).password(arguments[3])
                .defaultTableProperties(table.build()).cacheMaxBytes(90L << 20).connectTimeout(30000).waitForContinueTimeoutMs(30000).ioThreadCount(2)
                .scanningFrequency(50).expectDelayTime(300000).labelPrefix("official-").version("3.3.0").addHeaders(headers);
        if ("load-in-transaction".equals(arguments[0])) {
            properties.enableTransaction();
        }
        StreamLoadManagerV2 manager = new StreamLoadManagerV2(properties.build(), !"load-in-transaction".equals(arguments[0]));
        manager.init();
        rows.forEach(row -> manager.write(null, arguments[4], arguments[5], row));
        manager.flush();
        if ("load-in-transaction".equals(arguments[0])) {
            StreamLoadSnapshot snapshot = manager.snapshot();
            if (!manager.prepare(snapshot) || !manager.commit(snapshot)) {
                throw new IllegalStateException("Prepare or commit failed");
            }
        }
        if (manager.getException() != null) {
            throw new IllegalStateException(manager.getException());
        }
        manager.close();
    }

    private static List<String> read(String[] arguments, List<String> columns) throws Exception {
        StarRocksSourceOptions options = StarRocksSourceOptions.builder().withProperty("scan-url", arguments[1])
                .withProperty("jdbc-url", "jdbc:mysql://unused:9030").withProperty("username", arguments[2])
                .withProperty("password", arguments[3]).withProperty("database-name", arguments[4])
                .withProperty("table-name", arguments[5]).withProperty("scan.connect.timeout-ms", "60000").build();
        TableSchema.Builder schema = TableSchema.builder();
        List<String> names = new ArrayList<>();
        for (String column : columns) {
            String name = column.substring(0, column.indexOf('='));
            names.add("`" + name + "`");
            schema.field(name, TypeConversions.fromLogicalToDataType(
                    LogicalTypeParser.parse(column.substring(column.indexOf('=') + 1), OfficialClientDriver.class.getClassLoader())));
        }
        Map<String, ColumnRichInfo> columnMap = StarRocksSourceCommonFunc.genColumnMap(schema.build());
        List<ColumnRichInfo> columnInfos = StarRocksSourceCommonFunc.genColumnRichInfo(columnMap);
        SelectColumn[] selected = StarRocksSourceCommonFunc.genSelectedColumns(columnMap, options, columnInfos);
        String sql = "select " + String.join(",", names) + " from `" + arguments[4] + "`.`" + arguments[5] + "`";
        QueryInfo query = new StarRocksQueryPlanVisitor(options).getQueryInfo(sql);
        List<String> lines = new ArrayList<>();
        for (QueryBeXTablets backend : query.getBeXTablets()) {
            StarRocksSourceBeReader reader = new StarRocksSourceBeReader(backend.getBeNode(), columnInfos, selected, options);
            reader.openScanner(backend.getTabletIds(), query.getQueryPlan().getOpaqued_query_plan(), options);
            reader.startToRead();
            while (reader.hasNext()) {
                lines.add(line(reader.getNext()));
            }
            reader.close();
        }
        return lines;
    }

    private static String line(GenericRowData row) {
        List<String> values = new ArrayList<>();
        for (int index = 0; index < row.getArity(); index++) {
            values.add(String.valueOf(row.getField(index)));
        }
        return String.join("\t", values);
    }
}
