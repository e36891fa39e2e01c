package io.github.nifistarrocks.emulator.sql;

import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.emulator.access.Privilege;
import io.github.nifistarrocks.emulator.access.User;
import io.github.nifistarrocks.emulator.catalog.Aggregation;
import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.KeysType;
import io.github.nifistarrocks.emulator.catalog.TableDefinition;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.catalog.type.TypeKind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ScriptParserTest {

    @Test
    void primaryKeyTableKeepsColumnsKeysBucketsAndComments() {
        final TableDefinition table = table("""
                CREATE TABLE IF NOT EXISTS `demo`.`t` (
                  id BIGINT NOT NULL COMMENT 'the key',
                  amount DECIMAL(18,4) NULL DEFAULT "0",
                  name VARCHAR(16) DEFAULT 'x''y',
                  at DATETIME DEFAULT CURRENT_TIMESTAMP
                ) ENGINE=OLAP PRIMARY KEY (id) COMMENT "a table" DISTRIBUTED BY HASH(id) BUCKETS 6 PROPERTIES("replication_num"="2", "compression"="LZ4")""");

        assertThat(table.keysType()).isEqualTo(KeysType.PRIMARY);
        assertThat(table.layout().buckets()).isEqualTo(6);
        assertThat(table.layout().replicas()).isEqualTo(2);
        assertThat(table.comment()).isEqualTo("a table");
        assertThat(table.columns()).containsExactly(
                Column.of("id", ColumnType.of(TypeKind.BIGINT)).asNotNull().asKey().withComment("the key"),
                Column.of("amount", ColumnType.decimal(18, 4)).withDefault("0"),
                Column.of("name", ColumnType.varchar(16)).withDefault("x'y"),
                Column.of("at", ColumnType.of(TypeKind.DATETIME)).withDefault("CURRENT_TIMESTAMP"));
    }

    @Test
    void allBackticksOfANameAreRemoved() {
        final TableDefinition table = table("CREATE TABLE d.`a``b` (`k``` INT) DUPLICATE KEY(k) DISTRIBUTED BY RANDOM BUCKETS 1");

        assertThat(table.name()).isEqualTo(new TableName("d", "ab"));
        assertThat(table.columns()).extracting(Column::name).containsExactly("k");
    }

    @Test
    void partitionsMayBeOpenOrFixed() {
        final TableDefinition table = table("""
                CREATE TABLE d.t (k INT, v INT) DUPLICATE KEY(k) PARTITION BY RANGE(k) (
                  PARTITION a VALUES LESS THAN ("-10"), PARTITION b VALUES [("0"), ("10")), PARTITION c VALUES LESS THAN MAXVALUE
                ) DISTRIBUTED BY RANDOM BUCKETS 3""");

        assertThat(table.layout().ranges()).containsExactly(
                new TableDefinition.Range("a", List.of(), List.of("-10")),
                new TableDefinition.Range("b", List.of("0"), List.of("10")),
                new TableDefinition.Range("c", List.of(), List.of()));
        assertThat(table.layout().bucketColumns()).isEmpty();
    }

    @Test
    void nestedTypesAndAggregationsAreRead() {
        final TableDefinition table = table("""
                CREATE TABLE d.t (k INT NOT NULL, h HLL HLL_UNION, v BIGINT SUM DEFAULT "0", m MAP<STRING,ARRAY<DECIMAL(9,2)>>, s STRUCT<a INT, b: STRING>)
                AGGREGATE KEY (k) DISTRIBUTED BY HASH(k)""");

        assertThat(table.keysType()).isEqualTo(KeysType.AGGREGATE);
        assertThat(table.columns()).extracting(Column::aggregation).containsExactly(Optional.empty(), Optional.of(Aggregation.HLL_UNION),
                Optional.of(Aggregation.SUM),
                Optional.empty(), Optional.empty());
        assertThat(table.columns().get(3).type().displayName()).isEqualTo("map<varchar(65533),array<decimal(9,2)>>");
        assertThat(table.columns().get(4).type().displayName()).isEqualTo("struct<a int, b varchar(65533)>");
    }

    @Test
    void statementsOfAScriptAreSplitOutsideOfQuotesAndComments() {
        final List<Statement> statements = ScriptParser.parse("CREATE DATABASE a; -- not; here\n"
                + "CREATE USER 'u'@'%' IDENTIFIED BY 'p;w'; /* ; */ TRUNCATE TABLE a.t;;");

        assertThat(statements).containsExactly(new Statement.CreateDatabase("a"), new Statement.CreateUser("u", "p;w"),
                new Statement.Truncate(new TableName("a", "t")));
    }

    @Test
    void grantsNameOneTableOrAll() {
        final Statement.Grant all = (Statement.Grant) ScriptParser.parse("GRANT INSERT, SELECT ON ALL TABLES IN DATABASE demo TO USER u").getFirst();
        final Statement.Grant one = (Statement.Grant) ScriptParser.parse("GRANT SELECT ON TABLE demo.t TO USER u").getFirst();

        assertThat(all.on()).isEqualTo(new TableName("demo", User.ALL));
        assertThat(all.privileges()).containsExactlyInAnyOrder(Privilege.INSERT, Privilege.SELECT);
        assertThat(one.on()).isEqualTo(new TableName("demo", "t"));
    }

    @Test
    void insertKeepsItsSourceAsWritten() {
        final Statement.Insert insert = (Statement.Insert) ScriptParser.parse("INSERT INTO d.t (a, b) SELECT 1, 'x' UNION ALL SELECT 2, 'y'").getFirst();

        assertThat(insert.columns()).containsExactly("a", "b");
        assertThat(insert.source()).isEqualTo("SELECT 1, 'x' UNION ALL SELECT 2, 'y'");
    }

    @Test
    void unknownStatementIsRefusedWithItsText() {
        assertThatThrownBy(() -> ScriptParser.parse("ALTER TABLE d.t ADD COLUMN x INT")).isInstanceOf(SqlSyntaxException.class)
                .hasMessageContaining("ALTER TABLE");
    }

    private static TableDefinition table(final String sql) {
        return ((Statement.CreateTable) ScriptParser.parse(sql).getFirst()).definition();
    }
}
