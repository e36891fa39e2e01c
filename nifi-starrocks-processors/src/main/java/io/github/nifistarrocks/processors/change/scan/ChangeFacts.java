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

/** Facts of changes in their order, in at most 37 bytes each. */
final class ChangeFacts {

    private static final int BUFFER = 16 * 1024;
    private static final int FACTS_BETWEEN_CHECKS = 1 << 16;

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
        out.writeBoolean(fact.key().isPresent());
        if (fact.key().isPresent()) {
            final KeyHash key = fact.key().get();
            out.writeLong(key.high());
            out.writeLong(key.low());
            out.writeLong(key.condition());
        }
        count++;
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
        return new ChangeFact(ordinal, table, fieldSet,
                in.readBoolean() ? Optional.of(new KeyHash(in.readLong(), in.readLong(), in.readLong())) : Optional.empty());
    }

    /** Uses a fact. */
    @FunctionalInterface
    interface FactAction {
        void accept(ChangeFact fact) throws IOException, InvalidRecordException;
    }
}
