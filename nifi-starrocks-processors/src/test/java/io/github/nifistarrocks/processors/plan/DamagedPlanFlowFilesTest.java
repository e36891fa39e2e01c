package io.github.nifistarrocks.processors.plan;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.LongStream;

import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.plan.PlanSigner;
import io.github.nifistarrocks.client.plan.Tablet;
import io.github.nifistarrocks.client.schema.ColumnType.ArrayType;
import io.github.nifistarrocks.client.schema.ColumnType.DecimalType;
import io.github.nifistarrocks.client.schema.ColumnType.MapType;
import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;
import io.github.nifistarrocks.client.schema.ColumnType.StructField;
import io.github.nifistarrocks.client.schema.ColumnType.StructType;
import io.github.nifistarrocks.client.schema.ColumnType.VarcharType;
import io.github.nifistarrocks.emulator.damage.Damage;
import io.github.nifistarrocks.emulator.damage.DamageFigures;
import io.github.nifistarrocks.emulator.damage.DamageTrial;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** No damaged plan FlowFile is accepted, and no damaged document, if it were signed, ends in anything but a plan or a refusal. */
@Tag("proof-scanning")
class DamagedPlanFlowFilesTest {

    /** Buffers, and classes that are used for the first time. */
    private static final long FIXED_BYTES = 8L * 1024 * 1024;
    private static final PlanSigner SIGNER = PlanSigner.of(StarRocksClientConfig.builder(List.of(URI.create("http://fe:8030"))).credentials("u", "p").build());
    /** Of the zlib form, which restores at most 64 MB. */
    private static final int MAX_BYTES_PER_BYTE = 5000;

    private final DamageTrial trial = new DamageTrial(DamagedPlanFlowFilesTest.class);

    @Test
    void damagedPlanFlowFilesAreRefused() throws IOException {
        final List<byte[]> documents = List.of(document(1), document(20), PlanDocumentJson.write(plan(2, "no base64"), StoredPlan.of("no base64")),
                PlanDocumentJson.write(plan(0, ""), StoredPlan.of("")));
        final List<byte[]> flowFiles = documents.stream().map(DamagedPlanFlowFilesTest::signed).toList();

        final DamageFigures altered = trial.run(new DamageTrial.Material("plan FlowFiles", flowFiles, Damage.BINARY), DamageTrial.size(300_000, 6_000),
                (flowFile, origin) -> readAltered(flowFile, flowFiles));
        final DamageFigures signed = trial.run(new DamageTrial.Material("documents with a valid signature", documents, Damage.JSON),
                DamageTrial.size(300_000, 6_000), (document, origin) -> read(signed(document)));

        assertThat(altered.faults()).isEmpty();
        assertThat(altered.of("read")).isZero();
        assertThat(altered.of("refused as UntrustedPlanException")).isGreaterThan(altered.cases() / 10);
        assertThat(altered.of("refused as InvalidPlanException")).isGreaterThan(altered.cases() / 100);
        assertThat(altered.isWithin(FIXED_BYTES, 100)).as("memory in proportion to each message").isTrue();
        assertThat(signed.faults()).isEmpty();
        assertThat(signed.of("read")).isGreaterThan(signed.cases() / 100);
        assertThat(signed.of("refused as InvalidPlanException")).isGreaterThan(signed.cases() / 10);
        assertThat(signed.isWithin(FIXED_BYTES, MAX_BYTES_PER_BYTE)).as("memory in proportion to each message").isTrue();
    }

    private static String readAltered(final byte[] flowFile, final List<byte[]> valid) throws IOException {
        final String outcome = read(flowFile);
        return outcome.equals("read") && valid.stream().anyMatch(original -> Arrays.equals(original, flowFile)) ? "read, being unchanged" : outcome;
    }

    private static String read(final byte[] flowFile) throws IOException {
        try {
            final PlanDocument plan = SignedPlan.read(() -> new ByteArrayInputStream(flowFile), SIGNER);
            plan.commonReplicas();
            assertThat(plan.columns()).isNotEmpty().allSatisfy(column -> assertThat(column.type().toString()).isNotEmpty());
            return "read";
        } catch (InvalidPlanException | UntrustedPlanException e) {
            return DamageTrial.refused(e.getClass().getSimpleName(), e);
        }
    }

    private static byte[] signed(final byte[] document) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            SignedPlan.write(document, SIGNER, out);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    private static byte[] document(final int tablets) {
        final String opaque = "QUJD".repeat(100);
        return PlanDocumentJson.write(plan(tablets, opaque), StoredPlan.of(opaque));
    }

    private static PlanDocument plan(final int tablets, final String opaquePlan) {
        final List<PlannedColumn> columns = List.of(new PlannedColumn("id", ScalarType.BIGINT, false),
                new PlannedColumn("note", new VarcharType(OptionalInt.of(100)), true),
                new PlannedColumn("price", new DecimalType(OptionalInt.of(10), OptionalInt.of(2)), true),
                new PlannedColumn("nested", new ArrayType(new MapType(ScalarType.INT, new StructType(List.of(new StructField("f", ScalarType.DATE))))), true));
        final List<HostPort> replicas = List.of(new HostPort("be-1", 9060), new HostPort("::1", 9060));
        return new PlanDocument(new PlannedQuery(new TableId("shop", "orders"), columns, "select `id` from `shop`.`orders`"),
                Instant.parse("2026-11-30T14:00:00Z"), LongStream.range(0, tablets).mapToObj(id -> new Tablet(id, 2, replicas)).toList(),
                opaquePlan);
    }
}
