package io.github.nifistarrocks.client.transaction;

import java.io.IOException;

import io.github.nifistarrocks.client.streamload.OutcomeRows.State;
import io.github.nifistarrocks.client.streamload.OutcomeRows.Step;
import io.github.nifistarrocks.client.streamload.OutcomeRows.StepRow;
import io.github.nifistarrocks.client.streamload.OutcomeTableTest;
import io.github.nifistarrocks.client.streamload.ScriptedCluster;

/** A transaction that goes as it should, but for one step, after which the label is in the state that the row says. */
public final class ScriptedTransaction implements ScriptedCluster.Handler {

    private final ScriptedCluster cluster;
    private final StepRow row;
    private State state = State.UNKNOWN;
    private boolean silent;
    private boolean gone;
    private int bodies;
    private int committedBodies;

    public ScriptedTransaction(final ScriptedCluster cluster, final StepRow row) {
        this.cluster = cluster;
        this.row = row;
    }

    public synchronized int committedBodies() {
        return committedBodies;
    }

    public synchronized boolean isOpen() {
        return state.isOpen();
    }

    @Override
    public synchronized void handle(final ScriptedCluster.Exchange exchange) throws IOException {
        final String path = exchange.path();
        if (path.contains("get_load_state")) {
            OutcomeTableTest.replyState(exchange, silent ? State.SILENT : state);
        } else if (path.contains("_cancel")) {
            abort();
            exchange.reply(200, "{\"status\":\"OK\",\"msg\":\"Success\"}");
        } else if (!path.startsWith("/be") && !path.endsWith("/rollback") && !(path.endsWith("/commit") && state != State.PREPARE)) {
            exchange.redirect(cluster.url() + "/be" + path);
        } else {
            step(exchange, path.substring(path.lastIndexOf('/') + 1));
        }
    }

    private void step(final ScriptedCluster.Exchange exchange, final String step) throws IOException {
        if (isWrong(step)) {
            goWrong(exchange);
            return;
        }
        switch (step) {
            case "begin" -> {
                final boolean free = !state.isOpen() && !state.isCommitted();
                state = free ? State.PREPARE : state;
                bodies = free ? 0 : bodies;
                tell(exchange, free ? "OK" : "LABEL_ALREADY_EXISTS");
            }
            case "load" -> {
                final boolean open = state == State.PREPARE;
                if (open) {
                    exchange.askForBody();
                    exchange.readBody();
                    bodies++;
                }
                tell(exchange, open ? "OK" : "TXN_NOT_EXISTS");
            }
            case "prepare" -> {
                final boolean open = state == State.PREPARE;
                state = open ? State.PREPARED : state;
                tell(exchange, open ? "OK" : "TXN_NOT_EXISTS");
            }
            case "commit" -> {
                final boolean open = state.isOpen();
                committedBodies += open ? bodies : 0;
                state = open ? State.VISIBLE : state;
                tell(exchange, open ? "OK" : "FAILED");
            }
            case "rollback" -> {
                abort();
                tell(exchange, "OK");
            }
            default -> throw new IllegalArgumentException(step);
        }
    }

    private boolean isWrong(final String step) {
        return switch (row.step()) {
            case BEGIN -> !gone && step.equals("begin");
            case LOAD, LOAD_BODY_REFUSED -> !gone && step.equals("load");
            case PREPARE -> !gone && step.equals("prepare");
            case COMMIT -> !gone && step.equals("commit");
            case EVERY_COMMIT -> step.equals("commit");
        };
    }

    private void goWrong(final ScriptedCluster.Exchange exchange) throws IOException {
        if (row.step() == Step.LOAD) {
            exchange.askForBody();
            exchange.readBody();
            bodies++;
        }
        if (!gone) {
            silent = row.state() == State.SILENT;
            state = silent ? state : row.state();
        }
        gone = true;
        if (row.isLost()) {
            exchange.reset();
        } else {
            exchange.reply(row.reply().status(), row.reply().body());
        }
    }

    private void abort() {
        if (state.isOpen()) {
            state = State.ABORTED_OTHERWISE;
            bodies = 0;
        }
    }

    private static void tell(final ScriptedCluster.Exchange exchange, final String status) throws IOException {
        exchange.reply(200, "{\"Status\":\"%s\",\"Message\":\"\",\"NumberTotalRows\":1,\"NumberLoadedRows\":1}".formatted(status));
    }
}
