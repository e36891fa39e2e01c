package io.github.nifistarrocks.processors.settings;

import java.time.Duration;

import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.MergeCommit;

/** How the rows of a FlowFile are sent: the delivery strategy with its properties. */
public sealed interface Delivery {

    /** Maximum bytes of one request body, before compression. */
    default long maxPartBytes() {
        return Long.MAX_VALUE;
    }

    /**
     * Whether an outcome may be due to the rows of other FlowFiles: StarRocks refuses a merged load, with all FlowFiles in it, because of one invalid row. None of
     * them is loaded then.
     */
    default boolean mayBeDueToOthers(final LoadOutcome outcome) {
        return switch (this) {
            case SingleLoad single -> false;
            case Transaction transaction -> false;
            case TwoPhase twoPhase -> false;
            case MergedLoad merged -> outcome instanceof LoadOutcome.Rejected;
        };
    }

    /** Whether the rows of a load are in the table, or prepared, when it ends, so that those of a later load come behind them. */
    default boolean keepsOrder() {
        return switch (this) {
            case SingleLoad single -> true;
            case Transaction transaction -> true;
            case TwoPhase twoPhase -> true;
            case MergedLoad merged -> switch (merged.mergeCommit.reply()) {
                case WHEN_VISIBLE -> true;
                case WHEN_RECEIVED -> false;
            };
        };
    }

    /** Whether loads are first prepared. StarRocks cannot prepare a transaction of several tables. */
    default boolean prepares() {
        return switch (this) {
            case SingleLoad single -> false;
            case Transaction transaction -> false;
            case TwoPhase twoPhase -> true;
            case MergedLoad merged -> false;
        };
    }

    /** One request. */
    record SingleLoad() implements Delivery {}

    /** Parts of one transaction. */
    record Transaction(long maxPartBytes) implements Delivery {}

    /**
     * Parts of one transaction, which is committed after the session of NiFi has stored that it is prepared.
     *
     * @param preparedTimeout time for which StarRocks keeps it prepared
     */
    record TwoPhase(long maxPartBytes, Duration preparedTimeout) implements Delivery {}

    /** One request, which the server merges with those of other FlowFiles. Labels have no effect. */
    record MergedLoad(MergeCommit mergeCommit) implements Delivery {}
}
