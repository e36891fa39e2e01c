package io.github.nifistarrocks.emulator.plan;

/** A refusal of the planner, with its reply. */
final class PlanException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient PlanReply reply;

    private PlanException(final PlanReply reply) {
        super(reply.body());
        this.reply = reply;
    }

    PlanReply reply() {
        return reply;
    }

    static PlanException of(final int status, final String message) {
        return new PlanException(PlanReply.error(status, message));
    }

    static PlanException crash(final String message) {
        return new PlanException(PlanReply.crash(message));
    }

    static PlanException invalidSql(final String sql) {
        return of(500, "Invalid SQL: " + sql);
    }

    static PlanException notAScan(final String sql) {
        return of(400, "only support single table filter-prune-scan, but found [ " + sql + "]");
    }
}
