package io.github.nifistarrocks.processors.plan;

import java.io.IOException;
import java.io.OutputStream;

import io.github.nifistarrocks.client.plan.PlanSigner;

/** Writes the plan FlowFiles of one plan. Those that contain the opaque plan of all tablets share its compressed form. */
public final class PlanWriter {

    private final PlanSigner signer;
    private String opaquePlan = "";
    private StoredPlan stored = StoredPlan.of("");

    public PlanWriter(final PlanSigner signer) {
        this.signer = signer;
    }

    /** Leaves the stream open. */
    public void write(final PlanDocument plan, final OutputStream out) throws IOException {
        if (!plan.opaquePlan().equals(opaquePlan)) {
            opaquePlan = plan.opaquePlan();
            stored = StoredPlan.of(opaquePlan);
        }
        SignedPlan.write(PlanDocumentJson.write(plan, stored), signer, out);
    }
}
