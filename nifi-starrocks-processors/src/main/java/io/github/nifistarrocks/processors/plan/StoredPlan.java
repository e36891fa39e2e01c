package io.github.nifistarrocks.processors.plan;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/**
 * The opaque plan in a plan document. Only one of the components is set.
 *
 * @param zlib its compressed form
 * @param unchanged its text, if that is not base64
 */
record StoredPlan(String zlib, String unchanged) {

    static StoredPlan of(final String opaquePlan) {
        final Optional<String> compressed = CompressedPlan.of(opaquePlan);
        return compressed.map(text -> new StoredPlan(text, null)).orElseGet(() -> new StoredPlan(null, opaquePlan));
    }

    /** @throws InvalidPlanException when the compressed form is not one that was written */
    String text() throws InvalidPlanException {
        if (zlib == null) {
            return Objects.requireNonNullElse(unchanged, "");
        }
        try {
            return CompressedPlan.restore(zlib);
        } catch (IOException e) {
            throw new InvalidPlanException("the field [plan] is not in zlib form", e);
        }
    }
}
