package io.github.nifistarrocks.services;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

import io.github.nifistarrocks.client.probe.LabelLimits;
import io.github.nifistarrocks.client.probe.TransactionRate;

/**
 * How long StarRocks remembers the label of a load, and what to set.
 *
 * @param limits of the FE that remembers least
 * @param rate of the database that forgets first; empty if it is not known
 */
record LabelRetention(LabelLimits limits, Optional<TransactionRate> rate) {

    /** A retry within this time finds its label, so an outage of some hours loads nothing twice. */
    private static final Duration RECOMMENDED = Duration.ofHours(4);
    private static final int ROUNDING = 1000;

    /** The time that labels live at least, at the present rate. */
    static Duration life(final LabelLimits limits, final TransactionRate rate) {
        final Duration byNumber = Duration.ofSeconds((long) (limits.keepMaxNum() * 60 / rate.perMinute()));
        return byNumber.compareTo(limits.keepMax()) < 0 ? byNumber : limits.keepMax();
    }

    String describe() {
        final String settings = "After each sweep, every %d minutes, an FE remembers the last %d transactions of a database, and none older than %d minutes."
                .formatted(limits.cleanInterval().toMinutes(), limits.keepMaxNum(), limits.keepMax().toMinutes());
        return settings + " " + rate.map(this::describe).orElse("""
                How many transactions finish in a minute is not known. A label lives for at least label_keep_max_num divided by that number.""");
    }

    private String describe(final TransactionRate known) {
        final Duration life = life(limits, known);
        final String minutes = life.toMinutes() < 2 ? "about %d seconds".formatted(life.toSeconds()) : "at least %d minutes".formatted(life.toMinutes());
        final String present = "In database [%s] %s transactions finish in a minute, so a label lives for %s.".formatted(known.database(),
                String.format(Locale.ROOT, known.perMinute() < 10 ? "%.1f" : "%.0f", known.perMinute()), minutes);
        return life.compareTo(RECOMMENDED) >= 0 ? present : present + " " + advice(known);
    }

    private String advice(final TransactionRate known) {
        final long number = Math.ceilDiv((long) Math.ceil(known.perMinute() * RECOMMENDED.toMinutes()), ROUNDING) * ROUNDING;
        final String age = limits.keepMax().compareTo(RECOMMENDED) < 0 ? " and label_keep_max_second to %d".formatted(RECOMMENDED.toSeconds()) : "";
        return """
                A Single Load that is retried later, after a lost reply, may be loaded twice. For %d minutes set label_keep_max_num to %d%s. Use ADMIN SET \
                FRONTEND CONFIG and the fe.conf of each FE, or Delivery Strategy Two-Phase Commit.""".formatted(RECOMMENDED.toMinutes(),
                Math.max(number, limits.keepMaxNum()), age);
    }
}
