package io.github.nifistarrocks.processors.planning;

import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.partition.ReadPartitions;
import org.apache.nifi.components.state.StateManager;

/** The versions at which the partitions of tables were read, in the state of the processor for the cluster. */
public final class PartitionVersions implements ReadScope {

    /** Keys of maximum values have a column in lower case here. */
    private static final String NAME = "Partition Versions";

    private final PlanState state;

    private PartitionVersions(final PlanState state) {
        this.state = state;
    }

    /** @throws UncheckedIOException when the state cannot be read */
    public static PartitionVersions read(final StateManager manager) {
        return new PartitionVersions(PlanState.read(manager));
    }

    @Override
    public PlanState state() {
        return state;
    }

    /** @throws StarRocksException INVALID when the state has other text than that of versions */
    ReadPartitions of(final TableId table) throws StarRocksException {
        final Optional<String> text = state.value(table, NAME);
        try {
            return text.map(ReadPartitions::parse).orElseGet(ReadPartitions::none);
        } catch (IllegalArgumentException e) {
            throw new StarRocksException(StarRocksException.Kind.INVALID, "The state of the processor has no valid versions in [%s]: %s. Clear the state"
                    .formatted(PlanState.key(table, NAME), e.getMessage()), e);
        }
    }

    /** The entries of the state after these versions are read. */
    static Map<String, String> entries(final TableId table, final ReadPartitions read) {
        return Map.of(PlanState.key(table, NAME), read.text());
    }
}
