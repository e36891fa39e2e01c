package io.github.nifistarrocks.processors.planning;

/** Which rows of a table a plan reads, and the state of the processor that it continues. */
public sealed interface ReadScope permits ReadScope.AllRows, MaximumValues, PartitionVersions {

    PlanState state();

    /** All rows, in each plan. */
    record AllRows() implements ReadScope {

        @Override
        public PlanState state() {
            return PlanState.none();
        }
    }
}
