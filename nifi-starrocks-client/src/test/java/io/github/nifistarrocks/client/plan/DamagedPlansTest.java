package io.github.nifistarrocks.client.plan;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.emulator.damage.Damage;
import io.github.nifistarrocks.emulator.damage.DamageFigures;
import io.github.nifistarrocks.emulator.damage.DamageTrial;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Plans of a real FE are read or refused however they are damaged. */
@Tag("proof-scanning")
class DamagedPlansTest {

    /** Buffers, and classes that are used for the first time. */
    private static final long FIXED_BYTES = 8L * 1024 * 1024;
    private static final PlanRequest REQUEST = new PlanRequest(new TableId("demo", "t"), List.of(), Optional.of("k = 'x'"));
    /** A refusal, which a reply has instead of a plan. */
    private static final String REFUSED = "{\"exception\":\"Invalid SQL: select 1\",\"status\":500,\"msg\":\"no\",\"Message\":\"no\"}";

    private static final DamageTrial TRIAL = new DamageTrial(DamagedPlansTest.class);

    @Test
    void damagedPlansAreReadOrRefused() throws IOException {
        final List<byte[]> replies = new ArrayList<>();
        for (final RecordedPlans.Recorded recorded : RecordedPlans.all().toList()) {
            try (InputStream reply = DamagedPlansTest.class.getResourceAsStream("/recordings/%s.json".formatted(recorded.name()))) {
                replies.add(reply.readAllBytes());
            }
        }
        replies.add(REFUSED.getBytes(StandardCharsets.UTF_8));

        final DamageFigures figures = TRIAL.run(new DamageTrial.Material("plans of FEs", replies, Damage.JSON), DamageTrial.size(400_000, 8_000),
                (reply, origin) -> read(reply));

        assertThat(figures.faults()).isEmpty();
        assertThat(figures.of("read")).isGreaterThan(figures.cases() / 100);
        assertThat(figures.of("refused as PROTOCOL")).isGreaterThan(figures.cases() / 10);
        assertThat(figures.of("refused as incomplete, for the next FE")).isGreaterThan(figures.cases() / 100);
        assertThat(figures.isWithin(FIXED_BYTES, 500)).as("memory in proportion to each message").isTrue();
    }

    private static String read(final byte[] reply) {
        try {
            return QueryPlanReply.parse(REQUEST, 200, new ByteArrayInputStream(reply)).tablets().isEmpty() ? "read as nothing to read" : "read";
        } catch (StarRocksException e) {
            return DamageTrial.refused(e.kind(), e);
        } catch (IOException e) {
            // Another FE is asked.
            return DamageTrial.refused("incomplete, for the next FE", e);
        }
    }

    /** A part of a plan has its tablets, and is a plan. */
    @Test
    void damagedOpaquePlansAreDividedOrSentWhole() {
        final List<RecordedPlans.Recorded> plans = RecordedPlans.all().toList();
        final List<byte[]> opaque = plans.stream().map(recorded -> Base64.getDecoder().decode(recorded.opaquePlan())).toList();

        final DamageFigures figures = TRIAL.run(new DamageTrial.Material("opaque plans", opaque, Damage.BINARY), DamageTrial.size(400_000, 8_000),
                (plan, origin) -> divide(Base64.getEncoder().encodeToString(plan), plans.get(origin).tablets()));

        assertThat(figures.faults()).isEmpty();
        assertThat(figures.of("divided")).isGreaterThan(figures.cases() / 100);
        assertThat(figures.of("sent whole")).isGreaterThan(figures.cases() / 10);
        assertThat(figures.isWithin(FIXED_BYTES, 100)).as("memory in proportion to each message").isTrue();
    }

    private static String divide(final String plan, final List<Long> tablets) {
        final Optional<DivisiblePlan> divisible = DivisiblePlan.parse(plan);
        if (divisible.isEmpty()) {
            return "sent whole";
        }
        final Optional<String> part = divisible.get().of(tablets);
        if (part.isEmpty()) {
            assertThat(divisible.get().missing(tablets)).isNotEmpty();
            return "without a tablet";
        }
        assertThat(DivisiblePlan.parse(part.get()).orElseThrow().missing(tablets)).isEmpty();
        return "divided";
    }
}
