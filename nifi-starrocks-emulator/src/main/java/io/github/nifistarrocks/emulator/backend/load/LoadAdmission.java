package io.github.nifistarrocks.emulator.backend.load;

import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.emulator.access.Privilege;
import io.github.nifistarrocks.emulator.access.User;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.catalog.Tablet;
import io.github.nifistarrocks.emulator.cluster.BackendId;
import io.github.nifistarrocks.emulator.cluster.ClusterContext;
import io.github.nifistarrocks.emulator.cluster.ClusterFeature;
import io.github.nifistarrocks.emulator.fault.ActiveFaults;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.http.BasicCredentials;
import io.github.nifistarrocks.emulator.http.HttpRequest;
import io.github.nifistarrocks.emulator.load.LoadRun;
import io.github.nifistarrocks.emulator.load.source.LoadOptions;
import io.github.nifistarrocks.emulator.load.source.LoadRefusedException;
import io.github.nifistarrocks.emulator.transaction.LabelUsedException;
import io.github.nifistarrocks.emulator.transaction.LoadTransaction;
import io.github.nifistarrocks.emulator.transaction.TransactionException;

/** The checks of the FE at the begin of a load: user, table, privilege, label. */
final class LoadAdmission {

    private final ClusterContext cluster;

    LoadAdmission(final ClusterContext cluster) {
        this.cluster = cluster;
    }

    /** @throws LoadRefusedException when there is no Basic Authorization header */
    static BasicCredentials credentials(final HttpRequest request) throws LoadRefusedException {
        try {
            return BasicCredentials.of(request).orElseThrow(() -> new LoadRefusedException("no valid Basic authorization"));
        } catch (IllegalArgumentException e) {
            throw new LoadRefusedException("no valid Basic authorization");
        }
    }

    /** @throws LoadRefusedException with the FE's message */
    LoadTransaction begin(final LoadStart start, final ActiveFaults faults) throws LoadRefusedException, LabelUsedException {
        if (!cluster.membership().isLeaderReachable()) {
            throw new LoadRefusedException("Couldn't open transport for 127.0.0.1:9020 (open() failed: Could not connect to any of [('127.0.0.1', 9020)])");
        }
        authorize(start.table(), start.credentials());
        final Optional<Fault.LoadRefused> refused = faults.find(Fault.LoadRefused.class);
        if (refused.isPresent()) {
            throw new LoadRefusedException(refused.get().message());
        }
        final Optional<Fault.LabelExists> exists = faults.find(Fault.LabelExists.class);
        if (exists.isPresent()) {
            throw duplicate(exists.get(), start.label());
        }
        try {
            return cluster.transactions().begin(start.table(), start.label(), start.timeoutSeconds(), start.kind());
        } catch (TransactionException e) {
            throw new LoadRefusedException(e.getMessage());
        }
    }

    /** @throws LoadRefusedException when the user is unknown, the table is, or the privilege to INSERT is missing */
    void authorize(final TableName name, final BasicCredentials credentials) throws LoadRefusedException {
        final User user = cluster.users().find(credentials.user()).filter(known -> known.hasPassword(credentials.password()))
                .orElseThrow(() -> new LoadRefusedException("Access denied for user '%s' (using password: %s)".formatted(credentials.user(),
                        credentials.password().isEmpty() ? "NO" : "YES")));
        table(name);
        if (!user.may(Privilege.INSERT, name)) {
            throw new LoadRefusedException("Access denied; you need (at least one of) the INSERT privilege(s) for this operation");
        }
    }

    /** @throws LoadRefusedException when the planner refuses the options */
    LoadRun run(final TableName name, final LoadOptions options) throws LoadRefusedException {
        checkReplicas(table(name), options);
        final LoadOptions known = cluster.settings().has(ClusterFeature.DEBEZIUM_ENVELOPE) ? options : options.without("envelope");
        return cluster.settings().has(ClusterFeature.DISCARD_LOADS)
                ? LoadRun.counting(table(name), known, cluster.store())
                : LoadRun.storing(table(name), known, cluster.store());
    }

    /** Every tablet of the partitions needs a majority of its replicas (FE: OlapTableSink.createLocation). */
    private void checkReplicas(final Table table, final LoadOptions options) throws LoadRefusedException {
        final List<String> named = options.text("partitions").map(names -> List.of(names.replace("`", "").split("\\s*,\\s*"))).orElse(List.of());
        final int quorum = table.replicas() / 2 + 1;
        for (final Tablet tablet : table.tablets()) {
            final int alive = cluster.membership().alive(tablet.backends());
            if (alive < quorum && (named.isEmpty() || named.contains(tablet.partition()))) {
                throw new LoadRefusedException(("Tablet lost replicas. Check if any backend is down or not. tablet_id: %d, replicas: %s. "
                        + "Check quorum number failed(OlapTableSink): BeReplicaSize:%d, quorum:%d")
                        .formatted(tablet.id(), replicas(table, tablet), alive, quorum));
            }
        }
    }

    private String replicas(final Table table, final Tablet tablet) {
        final long version = table.partition(tablet.partition()).orElseThrow().visibleVersion();
        final StringBuilder text = new StringBuilder();
        for (final int backend : tablet.backends()) {
            final String health = cluster.membership().alive(List.of(backend)) == 1 ? "ALIVE" : "DEAD";
            text.append("%d:%d/-1/%d/1:NORMAL:%s,".formatted(BackendId.of(backend), version, version, health));
        }
        return text.toString();
    }

    Table table(final TableName name) throws LoadRefusedException {
        if (!cluster.catalog().hasDatabase(name.database())) {
            throw new LoadRefusedException("unknown database, database=" + name.database());
        }
        if (cluster.catalog().view(name).isPresent()) {
            throw new LoadRefusedException("Only olap/lake table support stream load");
        }
        return cluster.catalog().table(name).orElseThrow(() -> new LoadRefusedException("unknown table \"%s\"".formatted(name)));
    }

    private static LabelUsedException duplicate(final Fault.LabelExists fault, final String label) throws LoadRefusedException {
        return switch (fault.form()) {
            case RUNNING, FINISHED -> new LabelUsedException(label, fault.form().name());
            case AS_FAIL -> throw new LoadRefusedException(
                    "stream load %1$s cancel stream task for exception: Label [%1$s] has already been used.".formatted(label));
        };
    }
}
