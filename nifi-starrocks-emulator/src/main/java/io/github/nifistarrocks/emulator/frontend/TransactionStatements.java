package io.github.nifistarrocks.emulator.frontend;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.nifistarrocks.emulator.access.User;
import io.github.nifistarrocks.emulator.sql.SqlSyntaxException;
import io.github.nifistarrocks.emulator.transaction.LoadTransaction;
import io.github.nifistarrocks.emulator.transaction.TransactionLimits;

/**
 * {@code ADMIN SHOW FRONTEND CONFIG} for the limits of labels, and {@code SHOW PROC '/transactions'} with what lies below it. Both need OPERATE (FE:
 * AuthorizerStmtVisitor). Only the first level of the second one is recorded (fe-recordings, 491); the others follow the source (FE: ShowResultMetaFactory,
 * ConfigBase.getConfigInfo, TransStateProcDir, TransProcDir, DatabaseTransactionMgr).
 */
final class TransactionStatements {

    private static final Pattern CONFIG = Pattern.compile("admin\\s+show\\s+frontend\\s+config(?:\\s+like\\s+['\"](.*)['\"])?");
    private static final Pattern PROC = Pattern.compile("show\\s+proc\\s+['\"](/transactions(?:/.*)?)['\"]");
    /** FE configuration {@code max_show_proc_transactions_entry}. */
    private static final int MAX_TRANSACTIONS = 2000;
    /** FE configuration {@code label_clean_interval_second}, which the sweeps of the emulator do not follow: a test starts them. */
    private static final Duration CLEAN_INTERVAL = Duration.ofHours(4);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    /** How an FE shows a time that is not set. */
    private static final String NO_TIME = "\\N";

    private final FrontendContext context;

    TransactionStatements(final FrontendContext context) {
        this.context = context;
    }

    /** @return empty for another statement */
    Optional<ShowStatements.Shown> answer(final String sql, final User user) {
        final Matcher config = CONFIG.matcher(sql.toLowerCase(Locale.ROOT));
        if (config.matches()) {
            requireOperate(user);
            return Optional.of(config(Optional.ofNullable(config.group(1)).orElse("%")));
        }
        return path(sql).map(path -> {
            requireOperate(user);
            return transactions(path);
        });
    }

    /** Whether the statement is one of the transactions, which only the leader knows (FE: ShowProcStmt.NEED_FORWARD_PATH_ROOT). */
    static boolean isOfLeader(final String sql) {
        return path(sql).isPresent();
    }

    private static Optional<String> path(final String sql) {
        final Matcher proc = PROC.matcher(sql.toLowerCase(Locale.ROOT));
        return proc.matches() ? Optional.of(sql.substring(proc.start(1), proc.end(1))) : Optional.empty();
    }

    private static void requireOperate(final User user) {
        if (!user.isAdministrator()) {
            throw MissingPrivilegeException.onSystem("OPERATE");
        }
    }

    private ShowStatements.Shown config(final String pattern) {
        final TransactionLimits limits = context.transactions().limits();
        final Map<String, Long> settings = new TreeMap<>(Map.of(
                "label_clean_interval_second", CLEAN_INTERVAL.toSeconds(),
                "label_keep_max_num", (long) limits.labelKeepMaxNum(),
                "label_keep_max_second", limits.labelKeepMax().toSeconds()));
        final String regex = pattern.replace("_", ".").replace("%", ".*");
        final List<List<String>> rows = settings.entrySet().stream().filter(setting -> setting.getKey().matches(regex))
                .map(setting -> List.of(setting.getKey(), "[]", setting.getValue().toString(), "int",
                        String.valueOf(setting.getKey().startsWith("label_keep")), ""))
                .toList();
        return new ShowStatements.Shown(List.of("Key", "AliasNames", "Value", "Type", "IsMutable", "Comment"), rows);
    }

    private ShowStatements.Shown transactions(final String path) {
        final String[] parts = path.split("/");
        if (parts.length == 2) {
            return new ShowStatements.Shown(List.of("DbId", "DbName"), context.catalog().databases().stream()
                    .map(database -> List.of(String.valueOf(context.catalog().databaseId(database)), database)).toList());
        }
        final String database = database(parts[2]);
        if (parts.length == 3) {
            return new ShowStatements.Shown(List.of("State", "Number"),
                    List.of(List.of("running", String.valueOf(context.transactions().running(database).size())),
                            List.of("finished", String.valueOf(context.transactions().finished(database).size()))));
        }
        return switch (parts[3]) {
            case "running" -> listed(context.transactions().running(database));
            case "finished" -> listed(context.transactions().finished(database));
            default -> throw new SqlSyntaxException("State is invalid");
        };
    }

    private String database(final String idOrName) {
        return context.catalog().databases().stream()
                .filter(name -> name.equals(idOrName) || idOrName.equals(String.valueOf(context.catalog().databaseId(name)))).findFirst()
                .orElseThrow(() -> new SqlSyntaxException("Unknown database id or name \"%s\"".formatted(idOrName)));
    }

    private static ShowStatements.Shown listed(final List<LoadTransaction> transactions) {
        return new ShowStatements.Shown(
                List.of("TransactionId", "Label", "Coordinator", "TransactionStatus", "LoadJobSourceType", "PrepareTime", "PreparedTime", "CommitTime",
                        "PublishTime", "FinishTime", "Reason", "ErrorReplicasCount", "ListenerId", "TimeoutMs", "PreparedTimeoutMs", "ErrMsg"),
                transactions.stream().limit(MAX_TRANSACTIONS).map(TransactionStatements::row).toList());
    }

    /** The emulator keeps no time but that of the end. */
    private static List<String> row(final LoadTransaction transaction) {
        final List<String> row = new ArrayList<>(List.of(String.valueOf(transaction.id()), transaction.label(), "BE: 127.0.0.1", transaction.state().name(),
                "BACKEND_STREAMING"));
        row.addAll(Collections.nCopies(4, NO_TIME));
        row.add(transaction.finishedAt().map(TIME::format).orElse(NO_TIME));
        row.addAll(List.of(transaction.reason(), "0", "-1", String.valueOf(transaction.timeout().toMillis()), "-1", ""));
        return row;
    }
}
