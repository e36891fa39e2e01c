package io.github.nifistarrocks.emulator.damage;

import java.util.List;
import java.util.random.RandomGenerator;

/** How a valid message is damaged. */
public enum Damage {

    /** Messages with numbers, lengths and positions, such as those of Thrift and Arrow. */
    BINARY(List.of(ByteChange.BITS, ByteChange.EXTREME_BYTES, ByteChange.NUMBER, ByteChange.NUMBER, ByteChange.NUMBER, ByteChange.MOVED_WORD,
            ByteChange.MOVED_WORD, ByteChange.CUT, ByteChange.REMOVED, ByteChange.REPEATED, ByteChange.INSERTED, ByteChange.SPLICED)),
    /** Text with numbers, names and brackets. */
    JSON(List.of(ByteChange.BITS, ByteChange.CUT, ByteChange.REMOVED, ByteChange.REPEATED, ByteChange.INSERTED, ByteChange.SPLICED, ByteChange.JSON_NUMBER,
            ByteChange.JSON_NUMBER, ByteChange.JSON_VALUE, ByteChange.JSON_VALUE, ByteChange.JSON_NESTING, ByteChange.JSON_TEXT));

    private static final int MAX_CHANGES = 4;
    /** A shorter message has no room for a number. */
    private static final int MIN_BYTES = Long.BYTES;

    private final List<ByteChange> changes;

    Damage(final List<ByteChange> changes) {
        this.changes = changes;
    }

    /**
     * Changes a message in one to four ways.
     *
     * @param other a message of at least eight bytes, of which a part may be used
     * @return a new array
     */
    public byte[] apply(final byte[] message, final byte[] other, final RandomGenerator random) {
        byte[] damaged = message.clone();
        for (int left = 1 + random.nextInt(MAX_CHANGES); left > 0; left--) {
            final ByteChange change = changes.get(random.nextInt(changes.size()));
            damaged = damaged.length < MIN_BYTES ? other.clone() : change.apply(damaged, other, random);
        }
        return damaged;
    }
}
