package io.github.nifistarrocks.emulator.official;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.emulator.StarRocksEmulator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The official client loads to the emulator and reads from it, unchanged. */
class OfficialClientTest {

    static final String USER = "loader";
    static final String PASSWORD = "secret";

    private static final String SCALARS = """
            (id INT NOT NULL, b BOOLEAN, t TINYINT, s SMALLINT, i INT, l BIGINT, big LARGEINT, f FLOAT, d DOUBLE, d32 DECIMAL(9,2), d64 DECIMAL(18,4),
            d128 DECIMAL(38,10), day DATE, moment DATETIME, c CHAR(8), v VARCHAR(64), txt STRING, doc JSON)
            DUPLICATE KEY (id) DISTRIBUTED BY HASH(id) BUCKETS 4 PROPERTIES("replication_num"="2");
            """;
    private static final String[] SCALAR_COLUMNS = {"id=INT", "b=BOOLEAN", "t=TINYINT", "s=SMALLINT", "i=INT", "l=BIGINT", "big=STRING", "f=FLOAT", "d=DOUBLE",
            "d32=DECIMAL(9,2)", "d64=DECIMAL(18,4)", "d128=DECIMAL(38,10)", "day=DATE", "moment=TIMESTAMP(6)", "c=STRING", "v=STRING", "txt=STRING",
            "doc=STRING"};
    private static final List<String> SCALAR_LINES = List.of(
            "1\ttrue\t127\t32767\t2147483647\t9223372036854775807\t170141183460469231731687303715884105727\t1.5\t-2.25\t"
                    + "1234567.89\t-12345678901234.5678\t1234567890123456789012345678.0123456789\t"
                    + "19782\t2024-02-29T23:59:58.000001\tchar\tgrüße\ta b\t{\"k\": [1, null]}",
            "2\tfalse\t-128\t-32768\t-2147483648\t-9223372036854775808\t-170141183460469231731687303715884105728\t0.0\t1.0E300\t-0.01\t0.0000\t"
                    + "-0.0000000001\t0\t1970-01-01T00:00\t\t \t\\\t{}",
            "3" + "\tnull".repeat(17));

    @TempDir
    private static Path folder;
    private static StarRocksEmulator emulator;
    private static OfficialClient client;

    @BeforeAll
    static void start() throws IOException {
        final Optional<Path> java = OlderJdk.find();
        assumeTrue(java.isPresent(),
                () -> "The official client's Arrow works on JDK %d to %d only, and none was found"
                        .formatted(OlderJdk.OLDEST, OlderJdk.NEWEST));
        client = OfficialClient.compile(java.orElseThrow(), folder);
        emulator = StarRocksEmulator.builder().user(USER, PASSWORD).start();
        emulator.execute("CREATE DATABASE demo;");
    }

    @AfterAll
    static void stop() {
        if (emulator != null) {
            emulator.close();
        }
    }

    private static URI frontend() {
        return emulator.frontendUrls().getFirst();
    }

    @Test
    void jsonLoadedByTheSdkIsReadBackByTheReader() throws IOException, InterruptedException {
        emulator.execute("CREATE TABLE demo.scalars_json " + SCALARS);

        client.load(frontend(), "scalars_json", List.of("""
                {"id":1,"b":true,"t":127,"s":32767,"i":2147483647,"l":9223372036854775807,"big":"170141183460469231731687303715884105727",\
                "f":1.5,"d":-2.25,"d32":1234567.89,\
                "d64":-12345678901234.5678,"d128":"1234567890123456789012345678.0123456789","day":"2024-02-29","moment":"2024-02-29 23:59:58.000001",\
                "c":"char","v":"grüße",\
                "txt":"a b","doc":{"k":[1,null]}}""", """
                {"id":2,"b":0,"t":-128,"s":-32768,"i":-2147483648,"l":-9223372036854775808,"big":"-170141183460469231731687303715884105728",\
                "f":0,"d":1e300,"d32":-0.01,\
                "d64":0,"d128":"-0.0000000001","day":"1970-01-01","moment":"1970-01-01 00:00:00","c":"","v":" ","txt":"\\\\","doc":{}}""", """
                {"id":3}"""), "json");

        assertThat(client.read(frontend(), "scalars_json", SCALAR_COLUMNS)).containsExactlyInAnyOrderElementsOf(SCALAR_LINES);
        assertThat(emulator.openScanners()).isZero();
    }

    @Test
    void csvLoadedByTheSdkIsReadBackByTheReader() throws IOException, InterruptedException {
        emulator.execute("CREATE TABLE demo.scalars_csv " + SCALARS);

        client.load(frontend(), "scalars_csv", List.of(
                "1|true|127|32767|2147483647|9223372036854775807|170141183460469231731687303715884105727|1.5|-2.25|1234567.89|-12345678901234.5678|"
                        + "1234567890123456789012345678.0123456789|2024-02-29|2024-02-29 23:59:58.000001|char|grüße|a b|{\"k\":[1,null]}",
                "2|false|-128|-32768|-2147483648|-9223372036854775808|-170141183460469231731687303715884105728|0|1e300|-0.01|0|-0.0000000001|1970-01-01|"
                        + "1970-01-01 00:00:00|| |\\|{}",
                "3" + "|\\N".repeat(17)), "csv", "id,b,t,s,i,l,big,f,d,d32,d64,d128,day,moment,c,v,txt,doc");

        assertThat(client.read(frontend(), "scalars_csv", SCALAR_COLUMNS)).containsExactlyInAnyOrderElementsOf(SCALAR_LINES);
    }

    @Test
    void sdkLoadsInATransaction() throws IOException, InterruptedException {
        emulator.execute("CREATE TABLE demo.exactly_once (id INT, v STRING) DUPLICATE KEY (id) DISTRIBUTED BY HASH(id) BUCKETS 2;");

        client.loadInTransaction(frontend(), "exactly_once", List.of("{\"id\":1,\"v\":\"a\"}", "{\"id\":2,\"v\":\"b\"}"), "json");

        assertThat(emulator.query("select id, v from demo.exactly_once order by id")).containsExactly(List.of(1, "a"), List.of(2, "b"));
    }

    @Test
    void nestedTypesAreReadByTheReader() throws IOException, InterruptedException {
        emulator.execute("""
                CREATE TABLE demo.nested (id INT, xs ARRAY<INT>, m MAP<STRING,INT>, s STRUCT<a INT, b STRING>)
                DUPLICATE KEY (id) DISTRIBUTED BY HASH(id) BUCKETS 1;
                """);
        client.load(frontend(), "nested", List.of("{\"id\":1,\"xs\":[1,null,3],\"m\":{\"k\":5},\"s\":{\"a\":7,\"b\":\"x\"}}", "{\"id\":2}"), "json");

        final List<String> lines = client.read(frontend(), "nested", "id=INT", "xs=ARRAY<INT>", "m=MAP<STRING,INT>", "s=ROW<a INT, b STRING>");

        assertThat(lines).hasSize(2).contains("2\tnull\tnull\tnull");
        assertThat(lines).anyMatch(line -> line.startsWith("1\t") && line.contains("7"));
    }

    @Test
    void manyRowsOfSeveralTabletsAreReadOnce() throws IOException, InterruptedException {
        emulator.execute("CREATE TABLE demo.many (id INT, v STRING) DUPLICATE KEY (id) DISTRIBUTED BY HASH(id) BUCKETS 6 "
                + "PROPERTIES(\"replication_num\"=\"3\");");
        emulator.execute("INSERT INTO demo.many SELECT generate_series, concat('value ', generate_series) "
                + "FROM TABLE(generate_series(0, 19999));");

        final List<String> lines = client.read(frontend(), "many", "id=INT", "v=STRING");

        assertThat(lines).hasSize(20_000).doesNotHaveDuplicates().contains("19999\tvalue 19999");
    }
}
