package io.github.nifistarrocks.client.load;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import io.github.nifistarrocks.client.core.TableId;

/** Labels of loads: the name under which StarRocks takes a load once and only once in a database. */
public final class Labels {

    /** What StarRocks accepts (FE message "Label format error. regex"). */
    public static final Pattern PATTERN = Pattern.compile("^[-\\w]{1,128}$");

    /** The maximum number of attempts under labels derived from one: more than a day of them, one a minute. */
    public static final int MAX_ATTEMPTS = 2000;

    private static final int MAX_LENGTH = 128;
    private static final Pattern NUMBERED = Pattern.compile("-attempt(\\d{1,4})$");
    private static final int MAX_HIDDEN_ATTEMPTS = 100;
    private static final String GROUP = "-group-";
    private static final int HASH_BYTES = 10;

    private Labels() {}

    public static boolean isValid(final String label) {
        return PATTERN.matcher(label).matches();
    }

    /**
     * The label of one unit of work for one table. It is the same on every node and after every crash and retry, and differs for every other sender,
     * unit or table.
     *
     * @param sender identity of the component that sends, for instance a processor's id
     * @param unit identity of what is sent, for instance a FlowFile's UUID
     */
    public static String derive(final String sender, final String unit, final TableId table) {
        final String identity = hash(sender, unit, table.database(), table.table());
        return fold("nifi-" + table.table() + "-" + unit, identity);
    }

    /**
     * Converts a configured label to a valid one. A valid label is returned unchanged. Another one gets valid characters and a hash of the original, so
     * that two different labels stay different.
     */
    public static String normalize(final String wanted) {
        return isValid(wanted) ? wanted : fold(wanted, hash(wanted));
    }

    /**
     * The label of one attempt to load under a label that each attempt uses up.
     *
     * @param attempt 1 for the first, which has the label itself
     */
    public static String ofAttempt(final String label, final int attempt) {
        return attempt == 1 ? label : normalize("%s-attempt%d".formatted(label, attempt));
    }

    /** The attempt that has the label; empty if it is not that of an attempt. */
    public static OptionalInt attempt(final String candidate, final String label) {
        final Matcher numbered = NUMBERED.matcher(candidate);
        // An overlong label does not show its number.
        return (numbered.find() ? IntStream.of(1, Integer.parseInt(numbered.group(1))) : IntStream.rangeClosed(1, MAX_HIDDEN_ATTEMPTS))
                .filter(attempt -> candidate.equals(ofAttempt(label, attempt))).findFirst();
    }

    /**
     * The label of one unit of work under a label that a user chooses. The table is part of it, because StarRocks accepts a label once in a database, and the
     * same expression may be used for several tables.
     */
    public static String ofTable(final String wanted, final TableId table) {
        return fold(wanted, hash(wanted, table.database(), table.table()));
    }

    /**
     * The label of one of several loads of a unit of work.
     *
     * @param identity what the load contains; it never repeats with other content
     */
    public static String ofGroup(final String label, final String identity) {
        return groupPrefix(label) + hash(label, identity);
    }

    /** Whether it is the label of one of several loads under a label, as far as the label shows. */
    public static boolean isGroupOf(final String candidate, final String label) {
        final String prefix = groupPrefix(label);
        return candidate.startsWith(prefix) && candidate.length() == prefix.length() + HASH_BYTES * 2;
    }

    private static String groupPrefix(final String label) {
        final int room = MAX_LENGTH - GROUP.length() - HASH_BYTES * 2;
        return (label.length() <= room ? label : label.substring(0, room)) + GROUP;
    }

    private static String fold(final String readable, final String hash) {
        final String clean = readable.replaceAll("[^-A-Za-z0-9_]", "_");
        final int room = MAX_LENGTH - 1 - hash.length();
        return (clean.length() <= room ? clean : clean.substring(0, room)) + "-" + hash;
    }

    private static String hash(final String... parts) {
        try {
            final MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (final String part : parts) {
                final byte[] bytes = Objects.requireNonNull(part).getBytes(StandardCharsets.UTF_8);
                // The length before each part distinguishes ("a", "bc") from ("ab", "c").
                digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest(), 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
