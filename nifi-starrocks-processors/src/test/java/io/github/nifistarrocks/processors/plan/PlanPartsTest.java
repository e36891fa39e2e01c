package io.github.nifistarrocks.processors.plan;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.plan.Tablet;
import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PlanPartsTest {

    @Test
    void eachPartHasThePlanOfItsTablets() throws StarRocksException {
        final PlanParts parts = PlanParts.cut(plan(opaquePlan(5)), GroupLimits.ofNumber(2));

        assertThat(parts.isDivided()).isTrue();
        assertThat(parts.count()).isEqualTo(3);
        assertThat(IntStream.range(0, 3).mapToObj(parts::part).map(PlanDocument::opaquePlan)).containsExactly(opaquePlanOf(0, 1), opaquePlanOf(2, 3),
                opaquePlanOf(4));
        assertThat(parts.part(1).tabletIds()).containsExactly(2L, 3L);
    }

    @Test
    void wholePlanIsInEachPart() throws StarRocksException {
        final PlanParts parts = PlanParts.whole(plan(opaquePlan(5)), GroupLimits.ofNumber(2));

        assertThat(parts.isDivided()).isFalse();
        assertThat(parts.part(2).opaquePlan()).isEqualTo(opaquePlan(5));
    }

    @Test
    void planOfUnknownFormIsInEachPart() throws StarRocksException {
        final PlanParts parts = PlanParts.cut(plan("U1RBTkQtSU4gUExBTg=="), GroupLimits.ofNumber(2));

        assertThat(parts.isDivided()).isFalse();
        assertThat(parts.part(0).opaquePlan()).isEqualTo("U1RBTkQtSU4gUExBTg==");
    }

    @Test
    void planWithoutOneOfItsTabletsIsRefused() {
        assertThatExceptionOfType(StarRocksException.class).isThrownBy(() -> PlanParts.cut(plan(opaquePlan(4)), GroupLimits.ofNumber(1)))
                .matches(refusal -> refusal.kind() == Kind.PROTOCOL).withMessageContaining("tablet [4] of [d.t]");
    }

    /** A FlowFile with it could not be scanned. */
    @Test
    void planBeyondTheLimitIsRefused() {
        final PlanDocument large = plan("AAAA".repeat(CompressedPlan.MAX_BYTES / 3 + 1));

        assertThatExceptionOfType(StarRocksException.class).isThrownBy(() -> PlanParts.whole(large, GroupLimits.ofNumber(1)))
                .matches(refusal -> refusal.kind() == Kind.INVALID)
                .withMessageContaining("Select fewer partitions");
        assertThatExceptionOfType(StarRocksException.class).isThrownBy(() -> PlanParts.cut(large, GroupLimits.ofNumber(1))).withMessageContaining("[d.t]");
    }

    @Test
    void nothingToReadIsOnePart() throws StarRocksException {
        final PlanDocument nothing = new PlanDocument(plan("").query(), Instant.EPOCH, List.of(), "");

        assertThat(PlanParts.cut(nothing, GroupLimits.ofNumber(1)).count()).isEqualTo(1);
        assertThat(PlanParts.cut(nothing, GroupLimits.ofNumber(1)).part(0)).isEqualTo(nothing);
    }

    /** Of tablets 0 to 4. */
    private static PlanDocument plan(final String opaquePlan) {
        final List<Tablet> tablets = LongStream.range(0, 5).mapToObj(id -> new Tablet(id, 2, List.of(new HostPort("be", 9060)))).toList();
        return new PlanDocument(new PlannedQuery(new TableId("d", "t"), List.of(new PlannedColumn("id", ScalarType.INT, true)), ""), Instant.EPOCH, tablets,
                opaquePlan);
    }

    /** Thrift with tablets only: the field 2 is a map (13) from numbers (10) to empty structures (12). */
    private static String opaquePlanOf(final long... tablets) {
        final ByteBuffer plan = ByteBuffer.allocate(10 + 9 * tablets.length).put((byte) 13).putShort((short) 2).put((byte) 10).put((byte) 12)
                .putInt(tablets.length);
        LongStream.of(tablets).forEach(tablet -> plan.putLong(tablet).put((byte) 0));
        return Base64.getEncoder().encodeToString(plan.array());
    }

    private static String opaquePlan(final int count) {
        return opaquePlanOf(LongStream.range(0, count).toArray());
    }
}
