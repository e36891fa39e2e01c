package io.github.nifistarrocks.systemtests;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A checksum over rows that does not depend on their order, but on how often each is there: the SHA-256 of every row's text, summed up modulo 2^256.
 */
public final class RowChecksum {
    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);

    private final MessageDigest digest;
    private BigInteger sum = BigInteger.ZERO;
    private long rows;

    public RowChecksum() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /**
     * The checksum of some rows.
     *
     * @param rows texts of the rows
     * @return the checksum
     */
    public static RowChecksum of(final Iterable<String> rows) {
        final RowChecksum checksum = new RowChecksum();
        rows.forEach(checksum::add);
        return checksum;
    }

    /**
     * Counts a row in.
     *
     * @param row its text
     */
    public void add(final String row) {
        sum = sum.add(new BigInteger(1, digest.digest(row.getBytes(StandardCharsets.UTF_8)))).mod(MODULUS);
        rows++;
    }

    public long rows() {
        return rows;
    }

    /**
     * The checksum as text.
     *
     * @return 64 hexadecimal digits
     */
    public String hex() {
        return "%064x".formatted(sum);
    }
}
