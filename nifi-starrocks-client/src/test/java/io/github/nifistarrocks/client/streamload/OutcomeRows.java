package io.github.nifistarrocks.client.streamload;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.load.LoadOutcome;

/** The rows of the outcome table, and the rules by which the outcome of each is known without looking at the client. */
public final class OutcomeRows {

    private OutcomeRows() {}

    /** What came out, as far as a caller acts on it. */
    enum Expected {
        COMMITTED_BY_THIS_CALL, COMMITTED_EARLIER, REJECTED, THROTTLED, FAILED, UNKNOWN;

        static Expected of(final LoadOutcome outcome) {
            return switch (outcome) {
                case LoadOutcome.Committed committed -> committed.bySameCall() ? COMMITTED_BY_THIS_CALL : COMMITTED_EARLIER;
                case LoadOutcome.Prepared ignored -> throw new IllegalStateException("Nothing here is loaded in two phases");
                case LoadOutcome.Received ignored -> throw new IllegalStateException("Nothing here is merged asynchronously");
                case LoadOutcome.Rejected ignored -> REJECTED;
                case LoadOutcome.Throttled ignored -> THROTTLED;
                case LoadOutcome.Failed ignored -> FAILED;
                case LoadOutcome.Unknown ignored -> UNKNOWN;
            };
        }

        static Expected committed(final boolean own) {
            return own ? COMMITTED_BY_THIS_CALL : COMMITTED_EARLIER;
        }
    }

    /** The label's state when it is asked for. */
    public enum State {
        UNKNOWN, PREPARE, PREPARED, COMMITTED, VISIBLE, ABORTED_FOR_DATA, ABORTED_FOR_PRESSURE, ABORTED_OTHERWISE, SILENT;

        String json() {
            return switch (this) {
                case ABORTED_FOR_DATA -> "{\"state\":\"ABORTED\",\"reason\":\"too many filtered rows\",\"status\":\"OK\"}";
                case ABORTED_FOR_PRESSURE -> "{\"state\":\"ABORTED\",\"reason\":\"Too many versions. tablet_id: 1\",\"status\":\"OK\"}";
                case ABORTED_OTHERWISE -> "{\"state\":\"ABORTED\",\"reason\":\"transaction is aborted by system.\",\"status\":\"OK\"}";
                default -> "{\"state\":\"%s\",\"status\":\"OK\"}".formatted(name());
            };
        }

        public boolean isCommitted() {
            return this == COMMITTED || this == VISIBLE;
        }

        public boolean isOpen() {
            return this == PREPARE || this == PREPARED;
        }
    }

    /** Where the connection breaks. */
    enum Break {
        CONNECT, BEFORE_CONTINUE, NO_CONTINUE, IN_BODY, AFTER_BODY, IN_REPLY,
        /** Not at all; the answer comes in place of 100 Continue. */
        NOWHERE_BODY_REFUSED,
        /** Not at all; the answer comes after the body. */
        NOWHERE
    }

    /** The meaning of a reply, whatever its message. */
    enum Sense {
        SUCCESS, USED_AND_FINISHED, USED, DATA, PRESSURE, PERSON, ASK, NO_STARROCKS, DENIED, SERVER_ERROR
    }

    /** An answer to a load or to a step. */
    public record Reply(int status, String body, Sense sense) {

        static Reply of(final String status, final String message, final Sense sense) {
            return new Reply(200, "{\"Status\":\"%s\",\"Message\":\"%s\"}".formatted(status, message), sense);
        }

        static Reply used(final String status, final String job, final Sense sense) {
            return new Reply(200, "{\"Status\":\"%s\",\"ExistingJobStatus\":\"%s\",\"Message\":\"Label [x] has already been used.\"}".formatted(status, job),
                    sense);
        }
    }

    private static final List<Reply> NO_LOAD_REPLIES = List.of(
            new Reply(200, "{}", Sense.NO_STARROCKS),
            new Reply(200, "<html>Welcome</html>", Sense.NO_STARROCKS),
            new Reply(401, "{\"status\":\"FAILED\",\"msg\":\"Access denied for root@127.0.0.1\"}", Sense.DENIED),
            new Reply(500, "<html>Internal Server Error</html>", Sense.SERVER_ERROR),
            new Reply(502, "<html>Bad Gateway</html>", Sense.SERVER_ERROR));

    private static final List<Reply> SINGLE_REPLIES = Stream.concat(Stream.of(
            Reply.of("Success", "OK", Sense.SUCCESS),
            Reply.of("OK", "", Sense.SUCCESS),
            Reply.of("Publish Timeout", "Publish timeout. The data will be visible after a while", Sense.SUCCESS),
            Reply.used("Label Already Exists", "FINISHED", Sense.USED_AND_FINISHED),
            Reply.used("Label Already Exists", "RUNNING", Sense.USED),
            Reply.used("Label Already Exists", "", Sense.USED),
            Reply.of("Fail", "cancel stream task for exception: Label [x] has already been used.", Sense.USED),
            Reply.of("Fail", "Commit transaction fail cause x, Transaction status unknown, you can retry with same label.", Sense.ASK),
            Reply.of("Fail", "current fe is not master", Sense.ASK),
            Reply.of("Fail", "too many filtered rows", Sense.DATA),
            Reply.of("Fail", "primary key size exceed the limit.", Sense.DATA),
            Reply.of("Fail", "Failed to load data into tablet 1, because of too many versions, current/limit: 1000/1000.", Sense.PRESSURE),
            Reply.of("Fail", "Memory of process exceed limit. Used: 2, Limit: 1.", Sense.PRESSURE),
            Reply.of("Fail", "current running txns on db 1 is 100, larger than limit 100", Sense.PRESSURE),
            Reply.of("FAILED", "class com.starrocks.common.DdlException: No backend alive.", Sense.PRESSURE),
            Reply.of("Fail", "Only primary key table support partial update", Sense.PERSON),
            Reply.of("Fail", "an unknown message", Sense.PRESSURE),
            Reply.of("Fail", "unknown table \\\"demo.t\\\"", Sense.PERSON),
            Reply.of("Commit Timeout", "", Sense.ASK),
            Reply.of("SUCCESS", "", Sense.ASK),
            Reply.of("INTERNAL_ERROR", "", Sense.ASK)), NO_LOAD_REPLIES.stream()).toList();

    private static final List<Reply> STEP_REPLIES = Stream.concat(Stream.of(
            Reply.used("LABEL_ALREADY_EXISTS", "RUNNING", Sense.USED),
            Reply.used("LABEL_ALREADY_EXISTS", "FINISHED", Sense.USED),
            Reply.of("LABEL_ALREADY_EXISTS", "", Sense.USED),
            Reply.of("TXN_NOT_EXISTS", "transaction with label x not exists", Sense.ASK),
            Reply.of("FAILED", "class X: No transaction found with db[demo] and label[x]", Sense.ASK),
            Reply.of("FAILED", "class X: publish timeout: 20000", Sense.ASK),
            Reply.of("ABORTED", "transaction is aborted", Sense.ASK),
            Reply.of("PUBLISH_TIMEOUT", "", Sense.ASK),
            Reply.of("Okay", "", Sense.ASK),
            Reply.of("TXN_IN_PROCESSING", "Transaction is in processing", Sense.PRESSURE),
            Reply.of("MEM_LIMIT_EXCEEDED", "x", Sense.PRESSURE),
            Reply.of("INTERNAL_ERROR", "Too many versions. tablet_id: 1", Sense.PRESSURE),
            Reply.of("INTERNAL_ERROR", "too many filtered rows", Sense.DATA),
            Reply.of("DATA_QUALITY_ERROR", "x", Sense.DATA),
            Reply.of("ANALYSIS_ERROR", "unknown table \\\"demo.t\\\"", Sense.PERSON),
            Reply.of("INTERNAL_ERROR", "load request not equal last.", Sense.PRESSURE)), NO_LOAD_REPLIES.stream()).toList();

    /** One row of a Single Load. */
    record SingleRow(Reply reply, State state, Break where) {

        Expected expected() {
            return switch (where) {
                case CONNECT, BEFORE_CONTINUE, NO_CONTINUE -> Expected.THROTTLED;
                case IN_BODY, AFTER_BODY, IN_REPLY -> byLabel(true);
                case NOWHERE_BODY_REFUSED -> state == State.PREPARED && commitIsConfirmed() ? Expected.COMMITTED_EARLIER : answered(false);
                case NOWHERE -> answered(true);
            };
        }

        /** A transaction that a previous attempt has prepared is committed, and the reply to that is the same. */
        private boolean commitIsConfirmed() {
            return reply.body().startsWith("{\"Status\":\"Success\"") || reply.body().startsWith("{\"Status\":\"OK\"");
        }

        private Expected answered(final boolean bodyTaken) {
            return switch (reply.sense()) {
                case SUCCESS -> bodyTaken ? Expected.COMMITTED_BY_THIS_CALL : byLabel(false);
                case USED_AND_FINISHED -> Expected.COMMITTED_EARLIER;
                case USED -> state == State.UNKNOWN ? Expected.UNKNOWN : byLabel(false);
                case DATA -> Expected.REJECTED;
                case PRESSURE -> Expected.THROTTLED;
                case PERSON -> Expected.FAILED;
                case ASK -> byLabel(bodyTaken);
                case NO_STARROCKS, DENIED -> bodyTaken ? byLabel(true) : unreadable();
                case SERVER_ERROR -> bodyTaken ? byLabel(true) : Expected.THROTTLED;
            };
        }

        /** A previous attempt may have been committed. What looks like the beginning of a reply was cut off. */
        private Expected unreadable() {
            final boolean cutOff = reply.status() == 200 && reply.body().startsWith("{");
            return byLabel(false) == Expected.THROTTLED && !cutOff ? Expected.FAILED : byLabel(false);
        }

        /** The label of rows that were sent, or that was in use, may be committed and forgotten. */
        private Expected byLabel(final boolean own) {
            return switch (state) {
                case COMMITTED, VISIBLE -> Expected.committed(own);
                case ABORTED_FOR_DATA -> Expected.REJECTED;
                case UNKNOWN -> own ? Expected.UNKNOWN : Expected.THROTTLED;
                case ABORTED_FOR_PRESSURE, ABORTED_OTHERWISE -> Expected.THROTTLED;
                case PREPARE, PREPARED, SILENT -> Expected.UNKNOWN;
            };
        }
    }

    /** Where in a transaction it goes wrong. */
    public enum Step {
        BEGIN, LOAD_BODY_REFUSED, LOAD, PREPARE, COMMIT,
        /** Every commit, not only the first. */
        EVERY_COMMIT
    }

    /** One row of a transaction: the step gets this answer, or none when there is no reply, and the label this state. Nothing else goes wrong. */
    public record StepRow(Step step, Reply reply, State state) {

        public boolean isLost() {
            return reply == null;
        }

        Expected expected() {
            return switch (step) {
                case BEGIN -> begin();
                case LOAD -> load();
                case LOAD_BODY_REFUSED -> loadRefused();
                case PREPARE -> prepare();
                case COMMIT, EVERY_COMMIT -> commit();
            };
        }

        /** What is definite ends it; else the label's state is cleared up, and the load begins again. */
        private Expected begin() {
            if (isDefinite() || sense() == Sense.DENIED) {
                return definite();
            }
            return switch (state) {
                case COMMITTED, VISIBLE, PREPARED -> Expected.COMMITTED_EARLIER;
                case SILENT -> Expected.THROTTLED;
                case UNKNOWN, PREPARE, ABORTED_FOR_DATA, ABORTED_FOR_PRESSURE, ABORTED_OTHERWISE -> Expected.COMMITTED_BY_THIS_CALL;
            };
        }

        /** The part may be in or not: the transaction must go. */
        private Expected load() {
            if (isDefinite() || sense() == Sense.DENIED) {
                return definite();
            }
            return switch (state) {
                case COMMITTED, VISIBLE -> Expected.COMMITTED_EARLIER;
                case ABORTED_FOR_DATA -> Expected.REJECTED;
                case UNKNOWN, PREPARE, PREPARED, ABORTED_FOR_PRESSURE, ABORTED_OTHERWISE -> Expected.THROTTLED;
                case SILENT -> Expected.UNKNOWN;
            };
        }

        /** The part is not in: it is sent again when that may help, which it does while the transaction is open. */
        private Expected loadRefused() {
            final boolean again = isLost() || sense() == Sense.NO_STARROCKS || sense() == Sense.SERVER_ERROR || isBusy();
            if (again && (state == State.PREPARE || state == State.SILENT)) {
                return Expected.COMMITTED_BY_THIS_CALL;
            }
            return again ? new StepRow(Step.LOAD, null, state).expected() : load();
        }

        private Expected prepare() {
            if (isDefinite() && !isBusy()) {
                return definite();
            }
            return switch (state) {
                case COMMITTED, VISIBLE, PREPARED, PREPARE, SILENT -> Expected.COMMITTED_BY_THIS_CALL;
                case ABORTED_FOR_DATA -> Expected.REJECTED;
                case UNKNOWN, ABORTED_FOR_PRESSURE, ABORTED_OTHERWISE -> Expected.THROTTLED;
            };
        }

        /**
         * What is prepared is committed by the label's state alone, whatever a commit's answer says. It is forgotten only after its commit or its timeout, so not
         * if no commit can have taken effect.
         */
        private Expected commit() {
            return switch (state) {
                case COMMITTED, VISIBLE -> Expected.COMMITTED_BY_THIS_CALL;
                case UNKNOWN -> isWithoutEffect() ? Expected.UNKNOWN : Expected.COMMITTED_BY_THIS_CALL;
                case PREPARED, PREPARE, SILENT -> step == Step.EVERY_COMMIT ? Expected.UNKNOWN : Expected.COMMITTED_BY_THIS_CALL;
                case ABORTED_FOR_DATA -> Expected.REJECTED;
                case ABORTED_FOR_PRESSURE, ABORTED_OTHERWISE -> Expected.THROTTLED;
            };
        }

        /** The server does not know the transaction, or does not let this user commit it. */
        private boolean isWithoutEffect() {
            return sense() == Sense.DENIED
                    || !isLost() && (reply.body().contains("transaction with label x not exists") || reply.body().contains("No transaction found"));
        }

        private Sense sense() {
            return isLost() ? Sense.ASK : reply.sense();
        }

        private boolean isBusy() {
            return !isLost() && reply.body().contains("TXN_IN_PROCESSING");
        }

        private boolean isDefinite() {
            return List.of(Sense.DATA, Sense.PRESSURE, Sense.PERSON).contains(sense());
        }

        private Expected definite() {
            return switch (sense()) {
                case DATA -> Expected.REJECTED;
                case PRESSURE -> Expected.THROTTLED;
                default -> Expected.FAILED;
            };
        }
    }

    static Stream<SingleRow> single() {
        final Reply success = SINGLE_REPLIES.getFirst();
        return Arrays.stream(State.values()).flatMap(state -> Arrays.stream(Break.values()).flatMap(where -> switch (where) {
            case NOWHERE, NOWHERE_BODY_REFUSED -> SINGLE_REPLIES.stream().map(reply -> new SingleRow(reply, state, where));
            // One row stands for all states: the label is not asked.
            case NO_CONTINUE -> state == State.UNKNOWN ? Stream.of(new SingleRow(success, state, where)) : Stream.<SingleRow>empty();
            default -> Stream.of(new SingleRow(success, state, where));
        }));
    }

    static Stream<StepRow> steps() {
        return Arrays.stream(Step.values()).flatMap(step -> Arrays.stream(State.values())
                .filter(state -> step != Step.EVERY_COMMIT || state.isOpen() || state == State.SILENT).flatMap(state -> Stream.concat(
                        STEP_REPLIES.stream().map(reply -> new StepRow(step, reply, state)), Stream.of(new StepRow(step, null, state)))));
    }
}
