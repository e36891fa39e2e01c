package io.github.nifistarrocks.processors.proof;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.FlowFileFilter;
import org.apache.nifi.processor.Processor;
import org.apache.nifi.processor.exception.FlowFileAccessException;
import org.apache.nifi.state.MockStateManager;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.MockProcessSession;
import org.apache.nifi.util.SharedSessionState;

/** A session with one FlowFile that may lose its commit, as when NiFi dies just before it, or the content while it is read. */
final class FragileSession extends MockProcessSession {

    private final CommitFate fate;
    private final int readableBytes;
    private boolean selected;
    private boolean committed;
    private Optional<MockFlowFile> transferredBack = Optional.empty();
    private Optional<MockFlowFile> givenBack = Optional.empty();

    /** @param readableBytes of the content until its repository fails */
    FragileSession(final Processor processor, final MockFlowFile flowFile, final CommitFate fate, final int readableBytes) {
        this(stateWith(processor, flowFile), processor, fate, readableBytes);
    }

    private FragileSession(final SharedSessionState state, final Processor processor, final CommitFate fate, final int readableBytes) {
        super(state, processor, new MockStateManager(processor));
        this.fate = fate;
        this.readableBytes = readableBytes;
    }

    private static SharedSessionState stateWith(final Processor processor, final MockFlowFile flowFile) {
        final SharedSessionState state = new SharedSessionState(processor, new AtomicLong());
        state.getFlowFileQueue().offer(flowFile);
        return state;
    }

    /** Whether the processor has taken the FlowFile from its queue. */
    boolean isSelected() {
        return selected;
    }

    @Override
    public List<FlowFile> get(final FlowFileFilter filter) {
        final List<FlowFile> taken = super.get(filter);
        selected |= !taken.isEmpty();
        return taken;
    }

    /** Whether the transfers count. When they do not, the FlowFile is back in the queue as it was. */
    boolean isCommitted() {
        return committed;
    }

    @Override
    public void commitAsync() {
        if (fate == CommitFate.LOST && (getQueueSize().getObjectCount() == 0 || transferredBack.isPresent())) {
            throw new LostCommitException();
        }
        super.commitAsync();
        committed |= getQueueSize().getObjectCount() == 0 || transferredBack.isPresent();
    }

    /** Of a FlowFile that is transferred back to its queue. */
    @Override
    public void commitAsync(final Runnable onSuccess) {
        if (fate == CommitFate.LOST) {
            throw new LostCommitException();
        }
        super.commitAsync();
        committed = true;
        givenBack = transferredBack;
        if (fate == CommitFate.STORED) {
            onSuccess.run();
        }
    }

    @Override
    public void transfer(final FlowFile flowFile) {
        super.transfer(flowFile);
        transferredBack = Optional.of((MockFlowFile) flowFile);
    }

    /** The FlowFile as it is in its queue again. */
    Optional<MockFlowFile> givenBack() {
        return givenBack.or(() -> transferredBack);
    }

    @Override
    public InputStream read(final FlowFile flowFile) {
        return new FilterInputStream(super.read(flowFile)) {
            private int left = readableBytes;

            @Override
            public int read() throws IOException {
                return spend(super.read(), 1);
            }

            @Override
            public int read(final byte[] bytes, final int offset, final int length) throws IOException {
                final int count = super.read(bytes, offset, length);
                return spend(count, count);
            }

            private int spend(final int result, final int count) {
                left -= Math.max(count, 0);
                if (left < 0) {
                    throw new FlowFileAccessException("The content repository failed");
                }
                return result;
            }
        };
    }

    /** What becomes of NiFi's own commit. */
    enum CommitFate {
        STORED,
        /** NiFi dies before it. */
        LOST,
        /** NiFi dies just after it. */
        STORED_AND_DEAD
    }

    /** The commit that never happened. */
    static final class LostCommitException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        LostCommitException() {
            super("NiFi's own commit is lost");
        }
    }
}
