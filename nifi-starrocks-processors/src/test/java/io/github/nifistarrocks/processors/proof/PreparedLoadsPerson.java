package io.github.nifistarrocks.processors.proof;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.github.nifistarrocks.processors.load.prepared.PreparedMark;
import org.apache.nifi.util.MockFlowFile;

/** Decides about FlowFiles of Two-Phase Commit whose outcome cannot be determined, as their message advises. */
final class PreparedLoadsPerson {

    private final Function<TestFlowFile, Set<Long>> found;
    private final AtomicInteger decisions = new AtomicInteger();

    /** @param found the ids of the rows of a FlowFile that are in their tables */
    PreparedLoadsPerson(final Function<TestFlowFile, Set<Long>> found) {
        this.found = found;
    }

    NifiDriver.Person toPerson() {
        return new NifiDriver.Person(failed -> Set.of("UNKNOWN_OUTCOME", "ABORTED").contains(failed.getAttribute("starrocks.error.reason")), this::decide);
    }

    int decisions() {
        return decisions.get();
    }

    /** Done if all rows are in their tables. If none is there, the FlowFile is sent again without its mark, and else only what is missing. */
    private boolean decide(final TestFlowFile flowFile, final MockFlowFile failed) {
        decisions.incrementAndGet();
        final Set<Long> present = found.apply(flowFile);
        final List<Long> missing = flowFile.rows().stream().filter(id -> !present.contains(id)).toList();
        if (missing.isEmpty()) {
            return true;
        }
        if (present.isEmpty()) {
            final MockFlowFile unmarked = new MockFlowFile(flowFile.number(), failed);
            unmarked.removeAttributes(new HashSet<>(PreparedMark.ATTRIBUTES));
            flowFile.requeue(unmarked);
        } else {
            flowFile.requeue(missing);
        }
        return false;
    }
}
