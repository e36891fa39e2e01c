package io.github.nifistarrocks.processors.plan;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;

import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.plan.Tablet;
import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.client.schema.ColumnType.ArrayType;
import io.github.nifistarrocks.client.schema.ColumnType.CharType;
import io.github.nifistarrocks.client.schema.ColumnType.DecimalType;
import io.github.nifistarrocks.client.schema.ColumnType.MapType;
import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;
import io.github.nifistarrocks.client.schema.ColumnType.StructField;
import io.github.nifistarrocks.client.schema.ColumnType.StructType;
import io.github.nifistarrocks.client.schema.ColumnType.VarbinaryType;
import io.github.nifistarrocks.client.schema.ColumnType.VarcharType;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PlanDocumentJsonTest {

    private static final Instant PLANNED_AT = Instant.parse("2026-11-30T14:00:00.5Z");
    private static final String QUERY = """
            "plannedAt": "2026-11-30T14:00:00Z", "query": {"database": "d", "table": "t", "sql": "",
            "columns": [{"name": "id", "type": {"name": "INT"}, "nullable": false}]}""";
    private static final String TABLETS = """
            "tablets": [{"id": 10001, "version": 3, "replicas": ["be-1:9060"]}]""";

    @Property(tries = 200)
    void everyPlanIsReadAsItWasWritten(@ForAll("plans") final PlanDocument plan) throws Exception {
        assertThat(read(write(plan))).isEqualTo(plan);
    }

    @Test
    void formIsTheDocumentedOne() {
        final List<PlannedColumn> columns = List.of(
                new PlannedColumn("id", ScalarType.BIGINT, false),
                new PlannedColumn("prices", new ArrayType(new DecimalType(OptionalInt.of(18), OptionalInt.of(4))), true));
        final List<Tablet> tablets = List.of(new Tablet(10001, 7, List.of(new HostPort("be-1", 9060), new HostPort("::1", 9060))));
        final PlanDocument plan = new PlanDocument(new PlannedQuery(new TableId("shop", "orders"), columns, "select `id`,`prices` from `shop`.`orders`"),
                PLANNED_AT, tablets, "not base64!");

        assertThat(write(plan)).isEqualTo("""
                {"version":2,"plannedAt":"2026-11-30T14:00:00.500Z","query":{"database":"shop","table":"orders","columns":[\
                {"name":"id","type":{"name":"BIGINT"},"nullable":false},\
                {"name":"prices","type":{"name":"ARRAY","parts":[{"name":"","type":{"name":"DECIMAL","precision":18,"scale":4}}]},"nullable":true}],\
                "sql":"select `id`,`prices` from `shop`.`orders`"},\
                "tablets":[{"id":10001,"version":7,"replicas":["be-1:9060","[::1]:9060"]}],"plan":{"unchanged":"not base64!"}}""");
    }

    @Test
    void repeatedFieldIsRefused() {
        assertThatThrownBy(() -> read("{\"version\": 2, %s, %s, %s, \"plan\": {\"unchanged\": \"\"}}".formatted(QUERY, TABLETS, TABLETS)))
                .isInstanceOf(InvalidPlanException.class).hasMessageContaining("Duplicate field 'tablets'");
    }

    @Test
    void opaquePlanIsCompressed() throws Exception {
        final String opaquePlan = Base64.getEncoder().encodeToString("descriptor ".repeat(1000).getBytes(StandardCharsets.US_ASCII));
        final String written = write(plan(opaquePlan));

        assertThat(written).contains("\"plan\":{\"zlib\":\"").hasSizeLessThan(opaquePlan.length() / 10);
        assertThat(read(written).opaquePlan()).isEqualTo(opaquePlan);
    }

    /** Base64 that another encoder would write otherwise must be restored as it was. */
    @ParameterizedTest
    @ValueSource(strings = {"AA", "AA=", "AB==", "AAAA\n", "====", "_-==", "plan"})
    void everyOtherTextIsKept(final String opaquePlan) throws Exception {
        assertThat(read(write(plan(opaquePlan))).opaquePlan()).isEqualTo(opaquePlan);
    }

    @Test
    void fieldsOfLaterReleasesAreSkipped() throws Exception {
        final PlanDocument plan = read("""
                {"version": 2, "limits": {"rows": [1, 2]}, %s, %s, "plan": {"unchanged": "AA==", "level": 1}}""".formatted(QUERY, TABLETS));

        assertThat(plan.tabletIds()).containsExactly(10001L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "null", "[]", "\"text\"", "id,name\n1,a\n", "[{\"id\": 1}]", "{\"id\": 1}", "{\"version\": \"one\"}", "{\"version\": 2}",
            "\u0000\u0001"})
    void contentThatIsNotAPlanIsRefusedWithWhatWasExpected(final String content) {
        assertThatThrownBy(() -> read(content)).isInstanceOf(InvalidPlanException.class)
                .hasMessageStartingWith("A plan document of FetchStarRocksTablets (JSON, version 2) was expected, but ");
    }

    @Test
    void anotherVersionIsNamed() {
        assertThatThrownBy(() -> read("{\"version\": 1, \"database\": \"d\"}")).isInstanceOf(InvalidPlanException.class)
                .hasMessageEndingWith("the version is 1");
    }

    @Test
    void aMissingFieldIsNamed() {
        assertThatThrownBy(() -> read("""
                {"version": 2, %s, "plan": {"unchanged": "AA=="}}""".formatted(QUERY))).isInstanceOf(InvalidPlanException.class)
                .hasMessageContaining("[tablets]");
        assertThatThrownBy(() -> read("""
                {"version": 2, "query": {"database": "d"}, %s}""".formatted(TABLETS))).isInstanceOf(InvalidPlanException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"unchanged\": \"\"}", "null", "{}", "{\"zlib\": \"AAAA\"}", "{\"zlib\": \"no base64\"}"})
    void tabletsWithoutAPlanAreRefused(final String plan) {
        assertThatThrownBy(() -> read("""
                {"version": 2, %s, %s, "plan": %s}""".formatted(QUERY, TABLETS, plan))).isInstanceOf(InvalidPlanException.class).hasMessageContaining("[plan]");
    }

    /** Jackson keeps a null among the elements of a list. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "query": {"database": "d", "table": "t", "columns": [null], "sql": ""}, "tablets": []  | [columns]
            "query": {"database": "d", "table": "../t", "columns": [{"name": "c", "type": {"name": "INT"}}]}, "tablets": [] | [table]
            "query": {"database": "d", "table": "t", "columns": [{"name": "c", "type": {"name": "INT"}}]}, "tablets": [null] | [tablets]
            """)
    void aFieldWithoutAValueIsNamed(final String fields, final String field) {
        assertThatThrownBy(() -> read("{\"version\": 2, \"plannedAt\": \"2026-11-30T14:00:00Z\", %s}".formatted(fields)))
                .isInstanceOf(InvalidPlanException.class).hasMessageContaining(field);
    }

    @Test
    void contentThatIsNotUtf8IsNotAPlan() {
        assertThatThrownBy(() -> PlanDocumentJson.read(new ByteArrayInputStream(new byte[] {0, 0, (byte) 0xff, (byte) 0xff, 1, 2, 3, 4, 5, 6, 7, 8})))
                .isInstanceOf(InvalidPlanException.class);
    }

    @Test
    void anInvalidAddressIsNamed() {
        assertThatThrownBy(() -> read("""
                {"version": 2, %s, "tablets": [{"id": 1, "version": 1, "replicas": ["nowhere"]}], "plan": {"unchanged": "AA=="}}""".formatted(QUERY)))
                .isInstanceOf(InvalidPlanException.class).hasMessageContaining("[nowhere]");
    }

    @Test
    void aPlanOfManyMegabytesIsRead() throws Exception {
        final byte[] bytes = new byte[20_000_000];
        new Random(17).nextBytes(bytes);
        final PlanDocument plan = plan(Base64.getEncoder().encodeToString(bytes));

        assertThat(read(write(plan)).opaquePlan()).hasSize(plan.opaquePlan().length());
    }

    /** A small content may inflate to gigabytes. */
    @Test
    void aPlanThatInflatesBeyondTheLimitIsRefused() {
        final String zeros = StoredPlan.of("AAAA".repeat(CompressedPlan.MAX_BYTES / 3 + 1)).zlib();

        assertThatThrownBy(() -> read("""
                {"version": 2, %s, %s, "plan": {"zlib": "%s"}}""".formatted(QUERY, TABLETS, zeros))).isInstanceOf(InvalidPlanException.class)
                .hasMessageContaining("[plan]");
    }

    @Provide
    Arbitrary<PlanDocument> plans() {
        final Arbitrary<String> names = Arbitraries.strings().ofMinLength(1).ofMaxLength(12).filter(name -> !name.isBlank() && isEncodable(name));
        final Arbitrary<String> tables = names.filter(name -> name.matches("[^/\\\\.]+"));
        final Arbitrary<PlannedColumn> columns = Combinators.combine(names, types(names, 3), Arbitraries.of(true, false)).as(PlannedColumn::new);
        final Arbitrary<HostPort> hosts = Combinators.combine(Arbitraries.of("be-1", "10.0.0.1", "fe80::1"), Arbitraries.integers().between(1, 65_535))
                .as(HostPort::new);
        final Arbitrary<Tablet> tablets = Combinators.combine(Arbitraries.longs(), Arbitraries.longs(), hosts.list().ofMinSize(1).ofMaxSize(3)).as(Tablet::new);
        final Arbitrary<PlannedQuery> queries = Combinators
                .combine(Combinators.combine(tables, tables).as(TableId::new), columns.list().ofMinSize(1).ofMaxSize(4),
                        names)
                .as(PlannedQuery::new);
        final Arbitrary<String> opaque = Arbitraries.oneOf(names,
                Arbitraries.bytes().array(byte[].class).ofMinSize(1).map(Base64.getEncoder()::encodeToString));
        return Combinators.combine(queries, tablets.list().ofMaxSize(4), opaque)
                .as((query, group, plan) -> new PlanDocument(query, PLANNED_AT, group, group.isEmpty() ? "" : plan));
    }

    /** Nested up to a depth. */
    private static Arbitrary<ColumnType> types(final Arbitrary<String> names, final int depth) {
        final Arbitrary<OptionalInt> sizes = Arbitraries.integers().optional().map(size -> size.map(OptionalInt::of).orElse(OptionalInt.empty()));
        final Arbitrary<ColumnType> flat = Arbitraries.oneOf(Arbitraries.of(ScalarType.values()), Arbitraries.of(ColumnType.UNKNOWN),
                Combinators.combine(sizes, sizes).as(DecimalType::new), sizes.map(CharType::new), sizes.map(VarcharType::new), sizes.map(VarbinaryType::new));
        if (depth == 0) {
            return flat;
        }
        final Arbitrary<ColumnType> inner = types(names, depth - 1);
        return Arbitraries.oneOf(flat, inner.map(ArrayType::new), Combinators.combine(inner, inner).as(MapType::new),
                Combinators.combine(names, inner).as(StructField::new).list().ofMaxSize(3).map(StructType::new));
    }

    /** A lone surrogate has no UTF-8 form and cannot be part of a name. */
    private static boolean isEncodable(final String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private static PlanDocument plan(final String opaquePlan) {
        return new PlanDocument(new PlannedQuery(new TableId("d", "t"), List.of(new PlannedColumn("id", ScalarType.INT, true)), ""), PLANNED_AT,
                List.of(new Tablet(1, 1, List.of(new HostPort("be", 9060)))), opaquePlan);
    }

    private static String write(final PlanDocument plan) {
        return new String(PlanDocumentJson.write(plan, StoredPlan.of(plan.opaquePlan())), StandardCharsets.UTF_8);
    }

    private static PlanDocument read(final String text) throws InvalidPlanException, IOException {
        return PlanDocumentJson.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
