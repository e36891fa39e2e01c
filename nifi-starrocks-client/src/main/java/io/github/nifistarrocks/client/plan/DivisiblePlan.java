package io.github.nifistarrocks.client.plan;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.apache.thrift.protocol.TType;

/**
 * The opaque plan of an FE, from which plans for some of its tablets are cut: a {@code TQueryPlanInfo} in binary Thrift and base64 (QueryPlanExtra.thrift). A BE
 * only looks up the scanned tablets in its field {@code tablet_info} (BE: FragmentMgr::exec_external_plan_fragment). All other bytes are copied unread.
 */
public final class DivisiblePlan {

    private static final int TABLET_INFO = 2;

    private final byte[] plan;
    private final Map<Long, Entry> entries;
    /** Position of the number of entries. */
    private final int sizeStart;
    private final int entriesEnd;

    /** The bytes of one tablet, its key included. */
    private record Entry(int start, int end) {

        int length() {
            return end - start;
        }
    }

    private DivisiblePlan(final byte[] plan, final Map<Long, Entry> entries, final int sizeStart, final int entriesEnd) {
        this.plan = plan;
        this.entries = entries;
        this.sizeStart = sizeStart;
        this.entriesEnd = entriesEnd;
    }

    /** @return empty when the plan has another form; it can only be sent whole */
    public static Optional<DivisiblePlan> parse(final String opaquePlan) {
        try {
            return read(Base64.getDecoder().decode(opaquePlan));
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    private static Optional<DivisiblePlan> read(final byte[] plan) {
        final ThriftBytes bytes = new ThriftBytes(plan);
        Optional<DivisiblePlan> found = Optional.empty();
        for (byte type = bytes.readType(); type != TType.STOP; type = bytes.readType()) {
            if (bytes.readFieldId() != TABLET_INFO) {
                bytes.skip(type);
            } else if (type != TType.MAP || found.isPresent()) {
                return Optional.empty();
            } else {
                found = tablets(plan, bytes);
            }
        }
        return bytes.isAtEnd() ? found : Optional.empty();
    }

    /** Throws for other keys and values, and for a tablet that is there twice. */
    private static Optional<DivisiblePlan> tablets(final byte[] plan, final ThriftBytes bytes) {
        if (bytes.readType() != TType.I64 || bytes.readType() != TType.STRUCT) {
            throw new IllegalArgumentException("The tablets of the plan have another form");
        }
        final int sizeStart = bytes.position();
        final int size = bytes.readSize();
        final Map<Long, Entry> entries = new HashMap<>();
        for (int i = 0; i < size; i++) {
            final int start = bytes.position();
            final long tablet = bytes.readLong();
            bytes.skip(TType.STRUCT);
            if (entries.put(tablet, new Entry(start, bytes.position())) != null) {
                throw new IllegalArgumentException("The plan has tablet [%d] twice".formatted(tablet));
            }
        }
        return Optional.of(new DivisiblePlan(plan, entries, sizeStart, bytes.position()));
    }

    /** The tablets that the plan does not have. */
    public List<Long> missing(final Collection<Long> tabletIds) {
        return tabletIds.stream().filter(tablet -> !entries.containsKey(tablet)).toList();
    }

    /** @return the plan for these tablets only; empty when it does not have all of them */
    public Optional<String> of(final Collection<Long> tabletIds) {
        final List<Entry> kept = new ArrayList<>(tabletIds.size());
        int length = plan.length - (entriesEnd - sizeStart) + Integer.BYTES;
        for (final Long tablet : tabletIds) {
            final Entry entry = entries.get(tablet);
            if (entry == null) {
                return Optional.empty();
            }
            kept.add(entry);
            length += entry.length();
        }
        final ByteBuffer cut = ByteBuffer.allocate(length).put(plan, 0, sizeStart).putInt(kept.size());
        kept.forEach(entry -> cut.put(plan, entry.start(), entry.length()));
        return Optional.of(Base64.getEncoder().encodeToString(cut.put(plan, entriesEnd, plan.length - entriesEnd).array()));
    }
}
