package io.github.nifistarrocks.processors.tableload;

/**
 * What may be wrong with a load that succeeds.
 *
 * @param text what happened, and what to do
 * @param isNew false if it was reported for a previous FlowFile and has not ended since
 */
public record LoadWarning(String text, boolean isNew) {}
