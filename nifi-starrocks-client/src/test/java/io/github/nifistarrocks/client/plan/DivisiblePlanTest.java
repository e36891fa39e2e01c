package io.github.nifistarrocks.client.plan;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

import com.starrocks.shade.org.apache.thrift.TException;
import com.starrocks.shade.org.apache.thrift.protocol.TBinaryProtocol;
import com.starrocks.shade.org.apache.thrift.protocol.TField;
import com.starrocks.shade.org.apache.thrift.protocol.TMap;
import com.starrocks.shade.org.apache.thrift.protocol.TProtocol;
import com.starrocks.shade.org.apache.thrift.protocol.TType;
import com.starrocks.shade.org.apache.thrift.transport.TMemoryBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Plans of a real FE, read by the protocol of the official SDK. */
class DivisiblePlanTest {

    private static final int TABLET_INFO = 2;
    private static final RecordedPlans.Recorded SAMPLE = RecordedPlans.read("040-query_plan-ok");

    @ParameterizedTest
    @MethodSource("io.github.nifistarrocks.client.plan.RecordedPlans#all")
    void cutPlanDiffersInItsTabletsOnly(final RecordedPlans.Recorded recorded) throws TException {
        final Map<Integer, Object> whole = ThriftTree.read(recorded.opaquePlan());
        final DivisiblePlan plan = DivisiblePlan.parse(recorded.opaquePlan()).orElseThrow();

        for (final Set<Long> subset : subsets(recorded.tablets())) {
            final Map<Integer, Object> cut = ThriftTree.read(plan.of(subset).orElseThrow());

            assertThat(cut.keySet()).containsExactlyElementsOf(whole.keySet());
            assertThat(without(cut)).isEqualTo(without(whole));
            final Map<Object, Object> expected = new HashMap<>((Map<?, ?>) whole.get(TABLET_INFO));
            expected.keySet().retainAll(subset);
            assertThat(cut.get(TABLET_INFO)).isEqualTo(expected);
            assertThat(expected).hasSameSizeAs(subset);
        }
    }

    /** Each subset of up to 6 tablets, and with more each single one, each without one, and all. */
    private static List<Set<Long>> subsets(final List<Long> tablets) {
        final List<Set<Long>> subsets = new ArrayList<>();
        final int size = Math.min(tablets.size(), 6);
        for (int bits = 0; bits < 1 << size; bits++) {
            final Set<Long> subset = new HashSet<>(tablets.subList(size, tablets.size()));
            for (int i = 0; i < size; i++) {
                if ((bits & 1 << i) != 0) {
                    subset.add(tablets.get(i));
                }
            }
            subsets.add(subset);
        }
        tablets.forEach(tablet -> subsets.add(Set.of(tablet)));
        return subsets;
    }

    private static Map<Integer, Object> without(final Map<Integer, Object> plan) {
        final Map<Integer, Object> others = new HashMap<>(plan);
        others.remove(TABLET_INFO);
        return others;
    }

    @ParameterizedTest
    @MethodSource("io.github.nifistarrocks.client.plan.RecordedPlans#all")
    void planOfAllTabletsInTheirOrderIsThePlanOfTheFrontend(final RecordedPlans.Recorded recorded) throws TException {
        final List<Long> inOrder = ((Map<?, ?>) ThriftTree.read(recorded.opaquePlan()).get(TABLET_INFO)).keySet().stream().map(Long.class::cast).toList();

        assertThat(DivisiblePlan.parse(recorded.opaquePlan()).orElseThrow().of(inOrder)).contains(recorded.opaquePlan());
    }

    @Test
    void cutPlanCanBeCutAgain() {
        final String two = DivisiblePlan.parse(SAMPLE.opaquePlan()).orElseThrow().of(SAMPLE.tablets().subList(0, 2)).orElseThrow();
        final List<Long> one = SAMPLE.tablets().subList(1, 2);

        assertThat(DivisiblePlan.parse(two).orElseThrow().of(one)).isEqualTo(DivisiblePlan.parse(SAMPLE.opaquePlan()).orElseThrow().of(one));
    }

    @Test
    void unknownTabletHasNoPlan() {
        assertThat(DivisiblePlan.parse(SAMPLE.opaquePlan()).orElseThrow().of(List.of(SAMPLE.tablets().getFirst(), 4711L))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no base64!", "U1RBTkQtSU4gUExBTg==", "AA==", "DAAB", "/////w=="})
    void otherTextCannotBeDivided(final String text) {
        assertThat(DivisiblePlan.parse(text)).isEmpty();
    }

    @Test
    void bytesBehindThePlanAreNotAPlan() {
        final byte[] plan = Base64.getDecoder().decode(SAMPLE.opaquePlan());
        final byte[] longer = ByteBuffer.allocate(plan.length + 1).put(plan).array();

        assertThat(DivisiblePlan.parse(Base64.getEncoder().encodeToString(longer))).isEmpty();
    }

    @Test
    void tabletThatIsThereTwiceIsNotDivided() throws TException {
        assertThat(DivisiblePlan.parse(plan(TType.I64, 7, 8))).isPresent();
        assertThat(DivisiblePlan.parse(plan(TType.I64, 7, 7))).isEmpty();
    }

    @Test
    void mapWithOtherKeysIsNotDivided() throws TException {
        assertThat(DivisiblePlan.parse(plan(TType.DOUBLE, 7, 8))).isEmpty();
    }

    @Test
    void structureOfAThousandLevelsIsNotDivided() throws TException {
        assertThat(DivisiblePlan.parse(planWithLevels(60))).isPresent();
        assertThat(DivisiblePlan.parse(planWithLevels(1000))).isEmpty();
    }

    /** A plan with one tablet, after a field with nested structures. */
    private static String planWithLevels(final int levels) throws TException {
        final byte[] tablets = Base64.getDecoder().decode(plan(TType.I64, 7));
        final ByteBuffer bytes = ByteBuffer.allocate(4 * levels + tablets.length);
        for (int i = 0; i < levels; i++) {
            bytes.put(TType.STRUCT).putShort((short) 1);
        }
        return Base64.getEncoder().encodeToString(bytes.put(new byte[levels]).put(tablets).array());
    }

    /** They would otherwise be empty collections. */
    @ParameterizedTest
    @ValueSource(bytes = {TType.LIST, TType.SET})
    void negativeSizesAreRefused(final byte collection) throws TException {
        final ByteBuffer field = ByteBuffer.allocate(8).put(collection).putShort((short) 1).put(TType.I64);

        assertThat(DivisiblePlan.parse(planBehind(field.putInt(4, 0).array()))).isPresent();
        assertThat(DivisiblePlan.parse(planBehind(field.putInt(4, -1).array()))).isEmpty();
        assertThat(DivisiblePlan.parse(planBehind(field.putInt(4, Integer.MIN_VALUE).array()))).isEmpty();
    }

    @Test
    void aNegativeNumberOfTabletsIsRefused() throws TException {
        final byte[] none = Base64.getDecoder().decode(plan(TType.I64));
        final byte[] negative = ByteBuffer.wrap(none.clone()).putInt(5, -1).array();

        assertThat(DivisiblePlan.parse(Base64.getEncoder().encodeToString(none))).isPresent();
        assertThat(DivisiblePlan.parse(Base64.getEncoder().encodeToString(negative))).isEmpty();
    }

    @Property(tries = 500)
    void bytesOfOtherFieldsAreKept(@ForAll @Size(max = 300) final byte[] text) throws TException {
        final byte[] field = ByteBuffer.allocate(7 + text.length).put(TType.STRING).putShort((short) 1).putInt(text.length).put(text).array();
        final byte[] whole = Base64.getDecoder().decode(plan(TType.I64, 7, 8));
        final byte[] one = Base64.getDecoder().decode(plan(TType.I64, 7));

        final Optional<String> cut = DivisiblePlan.parse(concatenated(field, whole)).flatMap(divisible -> divisible.of(List.of(7L)));

        assertThat(cut).contains(concatenated(field, one));
    }

    /** A plan with one tablet, after a field. */
    private static String planBehind(final byte[] field) throws TException {
        return concatenated(field, Base64.getDecoder().decode(plan(TType.I64, 7)));
    }

    private static String concatenated(final byte[] field, final byte[] plan) {
        return Base64.getEncoder().encodeToString(ByteBuffer.allocate(field.length + plan.length).put(field).put(plan).array());
    }

    @Property(tries = 2000)
    void changedPlanIsDividedIntoOneThatTheSdkReadsOrNot(@ForAll @IntRange(max = 2979) final int position, @ForAll final byte value) throws TException {
        final byte[] changed = Base64.getDecoder().decode(SAMPLE.opaquePlan());
        changed[position] = value;
        final Optional<DivisiblePlan> plan = DivisiblePlan.parse(Base64.getEncoder().encodeToString(changed));

        final Optional<String> cut = plan.flatMap(divisible -> divisible.of(SAMPLE.tablets().subList(0, 1)));
        if (cut.isPresent()) {
            assertThat((Map<?, ?>) ThriftTree.read(cut.get()).get(TABLET_INFO)).hasSize(1);
        }
    }

    @Test
    void planOfOneTabletHasTheSameLengthWhateverTheNumberOfTablets() throws TException {
        final String many = plan(TType.I64, LongStream.range(0, 10_000).toArray());
        final String few = plan(TType.I64, LongStream.range(0, 10).toArray());
        final DivisiblePlan plan = DivisiblePlan.parse(many).orElseThrow();

        assertThat(plan.of(List.of(9_999L)).orElseThrow()).hasSameSizeAs(DivisiblePlan.parse(few).orElseThrow().of(List.of(9L)).orElseThrow());
        assertThat(LongStream.range(0, 10_000).mapToObj(tablet -> plan.of(List.of(tablet)))).allMatch(Optional::isPresent);
    }

    /** A plan with tablets only. */
    private static String plan(final byte keyType, final long... tablets) throws TException {
        final TMemoryBuffer bytes = new TMemoryBuffer(64);
        final TProtocol protocol = new TBinaryProtocol(bytes);
        protocol.writeFieldBegin(new TField("", TType.MAP, (short) TABLET_INFO));
        protocol.writeMapBegin(new TMap(keyType, TType.STRUCT, tablets.length));
        for (final long tablet : tablets) {
            protocol.writeI64(tablet);
            protocol.writeFieldBegin(new TField("", TType.I64, (short) 1));
            protocol.writeI64(tablet);
            protocol.writeFieldStop();
        }
        protocol.writeFieldStop();
        return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.getArray(), bytes.length()));
    }
}
