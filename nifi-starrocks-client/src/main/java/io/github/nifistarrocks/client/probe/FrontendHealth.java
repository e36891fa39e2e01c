package io.github.nifistarrocks.client.probe;

/**
 * A FE's answer to {@code GET /api/health}.
 *
 * @param onlineBackends alive BEs
 * @param totalBackends registered BEs
 */
public record FrontendHealth(int onlineBackends, int totalBackends) {}
