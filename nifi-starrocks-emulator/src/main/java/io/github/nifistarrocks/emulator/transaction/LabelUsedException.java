package io.github.nifistarrocks.emulator.transaction;

/** The label belongs to a load that was not aborted. */
public final class LabelUsedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String existingJobStatus;

    public LabelUsedException(final String label, final String existingJobStatus) {
        super("Label [%s] has already been used.".formatted(label), null, false, false);
        this.existingJobStatus = existingJobStatus;
    }

    /** RUNNING or FINISHED. */
    public String existingJobStatus() {
        return existingJobStatus;
    }
}
