package io.github.nifistarrocks.processors.common;

import org.apache.nifi.processor.exception.FlowFileAccessException;
import org.apache.nifi.processor.exception.FlowFileHandlingException;
import org.apache.nifi.processor.exception.MissingFlowFileException;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.processor.exception.TerminatedTaskException;

/**
 * Distinguishes failures of NiFi's repositories, sessions and temporary files, after which the framework rolls back, from invalid data in a FlowFile.
 */
public final class SessionFailure {

    private static final int MAX_CAUSES = 10;

    private SessionFailure() {}

    /** @throws ProcessException when the session or a repository has failed; the framework then rolls back */
    public static void rethrow(final Throwable throwable) {
        Throwable cause = throwable;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            switch (cause) {
                case TerminatedTaskException terminated -> throw terminated;
                case ProcessException session -> throw session;
                case FlowFileAccessException unreadable -> throw new ProcessException("Reading the content of the FlowFile failed", unreadable);
                case FlowFileHandlingException mishandled -> throw new ProcessException("The session refused the FlowFile", mishandled);
                case MissingFlowFileException missing -> throw new ProcessException("The content of the FlowFile is missing", missing);
                case TemporaryFileException unusable -> throw new ProcessException(unusable.getMessage(), unusable);
                default -> cause = cause.getCause();
            }
        }
    }
}
