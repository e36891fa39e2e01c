package io.github.nifistarrocks.processors.plan;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.plan.PlanSigner;
import io.github.nifistarrocks.client.plan.Tablet;
import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

class SignedPlanTest {

    private static final PlanSigner SIGNER = PlanSigner.of(StarRocksClientConfig.builder(List.of(URI.create("http://fe:8030"))).credentials("u", "p").build());
    private static final PlanDocument PLAN = new PlanDocument(
            new PlannedQuery(new TableId("d", "t"), List.of(new PlannedColumn("id", ScalarType.INT, true)), "select"), Instant.parse("2026-11-30T14:00:00Z"),
            List.of(new Tablet(1, 1, List.of(new HostPort("be", 9060)))), "cGxhbg==");

    @Test
    void signedPlanIsRead() throws Exception {
        assertThat(read(written())).isEqualTo(PLAN);
    }

    @Test
    void firstLineHasTheDocumentedForm() throws IOException {
        final String[] lines = new String(written(), StandardCharsets.UTF_8).split("\n");

        assertThat(lines).hasSize(2);
        assertThat(lines[0]).matches("\\{\"starrocksPlan\":2,\"hmacSha256\":\"[0-9a-f]{64}\"}");
        assertThat(lines[1]).startsWith("{\"version\":2,");
    }

    /** Each bit of each byte: in the first line it is no plan or not signed, behind it not signed. */
    @Test
    void noChangedBitIsAccepted() throws IOException {
        final byte[] plan = written();
        for (int bit = 0; bit < plan.length * 8; bit++) {
            final byte[] changed = plan.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);

            assertThat(catchThrowable(() -> read(changed))).isInstanceOfAny(UntrustedPlanException.class, InvalidPlanException.class);
        }
    }

    @Test
    void noPartOfAPlanIsAccepted() throws IOException {
        final byte[] plan = written();
        for (int length = 0; length < plan.length; length++) {
            final byte[] part = Arrays.copyOf(plan, length);

            assertThat(catchThrowable(() -> read(part))).isInstanceOfAny(UntrustedPlanException.class, InvalidPlanException.class);
        }
    }

    @Test
    void contentBehindThePlanIsNotAccepted() throws IOException {
        final byte[] longer = Arrays.copyOf(written(), written().length + 1);

        assertThatThrownBy(() -> read(longer)).isInstanceOf(UntrustedPlanException.class).hasMessageContaining("no connection was made");
    }

    @Test
    void nothingIsParsedBeforeTheSignatureIsVerified() throws IOException {
        final String content = new String(written(), StandardCharsets.UTF_8).replace("\"version\":2", "\"version\":[[[");

        assertThatThrownBy(() -> read(content.getBytes(StandardCharsets.UTF_8))).isInstanceOf(UntrustedPlanException.class);
    }

    @Test
    void planWithoutSignatureIsNotAPlan() {
        assertThatThrownBy(() -> read(PlanDocumentJson.write(PLAN, StoredPlan.of(PLAN.opaquePlan())))).isInstanceOf(InvalidPlanException.class)
                .hasMessageEndingWith("the content does not begin with a signature. Create a new plan");
        assertThatThrownBy(() -> read(new byte[0])).isInstanceOf(InvalidPlanException.class).hasMessageEndingWith("the content is empty");
    }

    /** Parts with the same opaque plan share its compressed form. */
    @Test
    void partsOfOneWriterAreThoseOfWritersOfTheirOwn() throws IOException {
        final PlanDocument other = new PlanDocument(PLAN.query(), PLAN.plannedAt(), List.of(new Tablet(2, 1, List.of(new HostPort("be", 9060)))), "b3RoZXI=");
        final PlanWriter shared = new PlanWriter(SIGNER);
        for (final PlanDocument part : List.of(PLAN, PLAN, other, PLAN)) {
            final ByteArrayOutputStream out = new ByteArrayOutputStream();
            shared.write(part, out);
            final ByteArrayOutputStream own = new ByteArrayOutputStream();
            new PlanWriter(SIGNER).write(part, own);

            assertThat(out.toByteArray()).isEqualTo(own.toByteArray());
        }
    }

    private static byte[] written() throws IOException {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        new PlanWriter(SIGNER).write(PLAN, out);
        return out.toByteArray();
    }

    private static PlanDocument read(final byte[] content) throws InvalidPlanException, UntrustedPlanException, IOException {
        return SignedPlan.read(() -> new ByteArrayInputStream(content), SIGNER);
    }
}
