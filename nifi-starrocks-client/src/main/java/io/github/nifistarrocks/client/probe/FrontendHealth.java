package io.github.nifistarrocks.client.probe;

/**
 * The reply of an FE to {@code GET /api/health}.
 *
 * @param onlineBackends alive BEs
 * @param totalBackends registered BEs
 */
public record FrontendHealth(int onlineBackends, int totalBackends) {}
