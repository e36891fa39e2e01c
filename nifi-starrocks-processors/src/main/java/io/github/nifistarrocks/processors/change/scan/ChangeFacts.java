package io.github.nifistarrocks.processors.change.scan;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.spill.SpillFile;
import io.github.nifistarrocks.processors.spill.SpilledBytes;

/** Facts of changes in their order: 13 bytes each, 29 with a key, 37 with a condition. */
final class ChangeFacts {

    private static final int BUFFER = 16 * 1024;
    private static final int FACTS_BETWEEN_CHECKS = 1 << 16;

    private static final int WITHOUT_KEY = 0;
    private static final int WITH_KEY = 1;
    private static final int WITH_CONDITION = 2;

    private final SpilledBytes bytes;
    private final DataOutputStream out;
    private long count;

    ChangeFacts(final SpillFile file) {
        this.bytes = file.newBytes();
        this.out = new DataOutputStream(new BufferedOutputStream(bytes, BUFFER));
    }

    void add(final ChangeFact fact) throws IOException {
        out.writeInt(fact.ordinal());
        out.writeInt(fact.table());
        out.writeInt(fact.fieldSet());
        if (fact.key().isPresent()) {
            write(fact.key().get());
        } else {
            out.writeByte(WITHOUT_KEY);
        }
        count++;
    }

    private void write(final KeyHash key) throws IOException {
        out.writeByte(key.condition() == 0 ? WITH_KEY : WITH_CONDITION);
        out.writeLong(key.high());
        out.writeLong(key.low());
        if (key.condition() != 0) {
            out.writeLong(key.condition());
        }
    }

    /** @param scope ends the repetition when it is cancelled */
    void forEach(final FactAction action, final CallScope scope) throws IOException, InvalidRecordException, CallCancelledException {
        out.flush();
        try (DataInputStream in = new DataInputStream(bytes.open())) {
            for (long i = 0; i < count; i++) {
                if (i % FACTS_BETWEEN_CHECKS == 0) {
                    scope.throwIfCancelled();
                }
                action.accept(read(in));
            }
        }
    }

    private static ChangeFact read(final DataInputStream in) throws IOException {
        final int ordinal = in.readInt();
        final int table = in.readInt();
        final int fieldSet = in.readInt();
        final int form = in.readByte();
        return new ChangeFact(ordinal, table, fieldSet, form == WITHOUT_KEY ? Optional.empty() : Optional.of(readKey(in, form)));
    }

    private static KeyHash readKey(final DataInputStream in, final int form) throws IOException {
        return new KeyHash(in.readLong(), in.readLong(), form == WITH_CONDITION ? in.readLong() : 0);
    }

    /** Uses a fact. */
    @FunctionalInterface
    interface FactAction {
        void accept(ChangeFact fact) throws IOException, InvalidRecordException;
    }
}
