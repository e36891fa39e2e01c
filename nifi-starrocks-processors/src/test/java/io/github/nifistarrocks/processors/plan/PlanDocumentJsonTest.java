package io.github.nifistarrocks.processors.plan;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;

import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.plan.Tablet;
import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.client.schema.ColumnType.CharType;
import io.github.nifistarrocks.client.schema.ColumnType.DecimalType;
import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;
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
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PlanDocumentJsonTest {

    private static final String COLUMNS = """
            "columns": [{"name": "id", "type": "INT", "nullable": false}]""";
    private static final String TABLETS = """
            "tablets": [{"id": 10001, "version": 3, "replicas": ["be-1:9060"]}]""";

    @Property(tries = 200)
    void everyPlanIsReadAsItWasWritten(@ForAll("plans") final PlanDocument plan) throws Exception {
        assertThat(read(write(plan))).isEqualTo(plan);
    }

    @Test
    void formIsTheDocumentedOne() throws IOException {
        final List<PlannedColumn> columns = List.of(
                new PlannedColumn("id", ScalarType.BIGINT, false),
                new PlannedColumn("price", new DecimalType(OptionalInt.of(18), OptionalInt.of(4)), true));
        final List<Tablet> tablets = List.of(new Tablet(10001, 7, List.of(new HostPort("be-1", 9060), new HostPort("::1", 9060))));
        final PlanDocument plan = new PlanDocument(new TableId("shop", "orders"), columns, "select `id`,`price` from `shop`.`orders`", tablets, "AAEC");

        assertThat(write(plan)).isEqualTo("""
                {"version":1,"database":"shop","table":"orders","columns":[\
                {"name":"id","type":"BIGINT","length":null,"precision":null,"scale":null,"nullable":false},\
                {"name":"price","type":"DECIMAL","length":null,"precision":18,"scale":4,"nullable":true}],\
                "sql":"select `id`,`price` from `shop`.`orders`",\
                "tablets":[{"id":10001,"version":7,"replicas":["be-1:9060","[::1]:9060"]}],"plan":"AAEC"}""");
    }

    @Test
    void typesOfFormerReleasesAreRead() throws Exception {
        final PlanDocument plan = read("""
                {"version": 1, "database": "d", "table": "t", "columns": [
                 {"name": "c", "type": "VARCHAR", "length": 20, "precision": null, "scale": null, "nullable": true},
                 {"name": "d", "type": "DECIMAL", "length": null, "precision": 18, "scale": 4, "nullable": true},
                 {"name": "b", "type": "BINARY", "nullable": true}, {"name": "u", "type": "UNKNOWN", "nullable": true}],
                 "sql": "", %s, "plan": "AA=="}""".formatted(TABLETS));

        assertThat(plan.columns()).extracting(PlannedColumn::type).containsExactly(new VarcharType(OptionalInt.of(20)),
                new DecimalType(OptionalInt.of(18), OptionalInt.of(4)), new VarbinaryType(OptionalInt.empty()), ColumnType.UNKNOWN);
    }

    @Test
    void fieldsOfLaterReleasesAreSkipped() throws Exception {
        final PlanDocument plan = read("""
                {"version": 1, "signature": {"key": [1, 2]}, "database": "d", "table": "t", %s, "sql": "", %s, "plan": "AA=="}""".formatted(COLUMNS, TABLETS));

        assertThat(plan.tabletIds()).containsExactly(10001L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "null", "[]", "\"text\"", "id,name\n1,a\n", "[{\"id\": 1}]", "{\"id\": 1}", "{\"version\": \"one\"}", "{\"version\": 1}",
            "\u0000\u0001"})
    void contentThatIsNotAPlanIsRefusedWithWhatWasExpected(final String content) {
        assertThatThrownBy(() -> read(content)).isInstanceOf(InvalidPlanException.class)
                .hasMessageStartingWith("A plan document of FetchStarRocksTablets (JSON, version 1) was expected, but ");
    }

    @Test
    void anotherVersionIsNamed() {
        assertThatThrownBy(() -> read("{\"version\": 2, \"database\": \"d\"}")).isInstanceOf(InvalidPlanException.class)
                .hasMessageEndingWith("the version is 2");
    }

    @Test
    void aMissingFieldIsNamed() {
        assertThatThrownBy(() -> read("""
                {"version": 1, "database": "d", "table": "t", %s, "plan": "AA=="}""".formatted(COLUMNS)))
                .isInstanceOf(InvalidPlanException.class).hasMessageContaining("[tablets]");
    }

    @Test
    void tabletsWithoutAPlanAreRefused() {
        assertThatThrownBy(() -> read("""
                {"version": 1, "database": "d", "table": "t", %s, %s, "plan": ""}""".formatted(COLUMNS, TABLETS)))
                .isInstanceOf(InvalidPlanException.class).hasMessageContaining("[plan]");
    }

    @Test
    void anInvalidAddressIsNamed() {
        assertThatThrownBy(() -> read("""
                {"version": 1, "database": "d", "table": "t", %s,
                 "tablets": [{"id": 1, "version": 1, "replicas": ["nowhere"]}], "plan": "AA=="}""".formatted(COLUMNS)))
                .isInstanceOf(InvalidPlanException.class).hasMessageContaining("[nowhere]");
    }

    @Test
    void aPlanOfManyMegabytesIsRead() throws Exception {
        final PlanDocument plan = new PlanDocument(new TableId("d", "t"), List.of(column("id")), "",
                List.of(new Tablet(1, 1, List.of(new HostPort("be", 9060)))),
                "A".repeat(25_000_000));

        assertThat(read(write(plan)).opaquePlan()).hasSize(25_000_000);
    }

    @Provide
    Arbitrary<PlanDocument> plans() {
        final Arbitrary<String> names = Arbitraries.strings().ofMinLength(1).ofMaxLength(12).filter(name -> !name.isBlank() && isEncodable(name));
        final Arbitrary<OptionalInt> sizes = Arbitraries.integers().optional().map(size -> size.map(OptionalInt::of).orElse(OptionalInt.empty()));
        final Arbitrary<ColumnType> types = Arbitraries.oneOf(Arbitraries.of(ScalarType.values()), Arbitraries.of(ColumnType.UNKNOWN),
                Combinators.combine(sizes, sizes).as(DecimalType::new), sizes.map(CharType::new), sizes.map(VarcharType::new), sizes.map(VarbinaryType::new));
        final Arbitrary<PlannedColumn> columns = Combinators.combine(names, types, Arbitraries.of(true, false)).as(PlannedColumn::new);
        final Arbitrary<HostPort> hosts = Combinators.combine(Arbitraries.of("be-1", "10.0.0.1", "fe80::1"), Arbitraries.integers().between(1, 65_535))
                .as(HostPort::new);
        final Arbitrary<Tablet> tablets = Combinators.combine(Arbitraries.longs(), Arbitraries.longs(), hosts.list().ofMinSize(1).ofMaxSize(3)).as(Tablet::new);
        return Combinators.combine(Combinators.combine(names, names).as(TableId::new), columns.list().ofMinSize(1).ofMaxSize(4), names,
                tablets.list().ofMaxSize(4))
                .as((table, list, sql, group) -> new PlanDocument(table, list, sql, group, group.isEmpty() ? "" : "cGxhbg=="));
    }

    /** A lone surrogate has no UTF-8 form and cannot be part of a name. */
    private static boolean isEncodable(final String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private static PlannedColumn column(final String name) {
        return new PlannedColumn(name, ScalarType.INT, true);
    }

    private static String write(final PlanDocument plan) throws IOException {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        PlanDocumentJson.write(plan, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static PlanDocument read(final String text) throws InvalidPlanException, IOException {
        return PlanDocumentJson.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
