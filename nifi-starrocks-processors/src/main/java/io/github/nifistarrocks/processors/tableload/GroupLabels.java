package io.github.nifistarrocks.processors.tableload;

import java.util.List;

import io.github.nifistarrocks.client.load.Labels;

/** The labels of the loads of one FlowFile, if it needs several. Each is derived from what its load contains, so that it never means other rows. */
public final class GroupLabels {

    private List<String> labels = List.of();

    /**
     * @param contents what each load contains
     * @param label of the FlowFile, and of the load if there is only one
     * @return the label of each load
     */
    List<String> of(final List<String> contents, final String label) {
        if (contents.size() <= 1) {
            return List.of(label);
        }
        labels = contents.stream().map(content -> Labels.ofGroup(label, content)).toList();
        return labels;
    }

    /** The labels of several loads, in their order; empty until they are known, and if there is one load. */
    public List<String> several() {
        return labels;
    }
}
