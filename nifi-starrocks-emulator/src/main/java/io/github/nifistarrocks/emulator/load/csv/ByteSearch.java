package io.github.nifistarrocks.emulator.load.csv;

/** Finds byte sequences. */
final class ByteSearch {

    static final int NONE = -1;

    private ByteSearch() {}

    /** @return where the wanted bytes begin; -1 when they do not stand there as a whole */
    static int find(final byte[] bytes, final int from, final int end, final byte[] wanted) {
        final byte first = wanted[0];
        final int last = end - wanted.length;
        for (int i = from; i <= last; i++) {
            if (bytes[i] == first && startsWith(bytes, i, end, wanted)) {
                return i;
            }
        }
        return NONE;
    }

    static boolean startsWith(final byte[] bytes, final int at, final int end, final byte[] wanted) {
        if (at + wanted.length > end) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (bytes[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether the bytes up to the end are the beginning of the wanted ones, or all of them. */
    static boolean endsWithin(final byte[] bytes, final int at, final int end, final byte[] wanted) {
        if (at + wanted.length < end) {
            return false;
        }
        for (int i = at; i < end; i++) {
            if (bytes[i] != wanted[i - at]) {
                return false;
            }
        }
        return true;
    }
}
