package io.github.nifistarrocks.processors.tableload;

import java.util.List;

import io.github.nifistarrocks.client.load.Labels;
import io.github.nifistarrocks.processors.change.scan.ChangeScan;

/** The labels of the loads of one FlowFile, if it needs several. Each is derived from what its load contains, so that it never means other rows. */
public final class GroupLabels {

    private List<String> labels = List.of();

    /** @return the label of each group of the scan, in their order */
    List<String> of(final ChangeScan scan, final String label) {
        labels = scan.groups().size() == 1 ? List.of() : scan.groupIdentities().stream().map(identity -> Labels.ofGroup(label, identity)).toList();
        return labels.isEmpty() ? List.of(label) : labels;
    }

    /** The labels of several loads, in their order; empty until they are known, and if there is one load. */
    public List<String> several() {
        return labels;
    }
}
