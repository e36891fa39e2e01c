package io.github.nifistarrocks.processors.load.content;

import io.github.nifistarrocks.processors.common.InvalidRecordException;

/**
 * Determines where JSON documents end, byte by byte, without reading their values. A BE drops a document that the content does not complete, and reports no
 * error (protocol/be-values).
 */
final class JsonDocumentScan {

    /** The bit that distinguishes the brackets of arrays from those of objects. */
    private static final int OBJECT_BIT = '{' ^ '[';

    private long scanned;
    private long documentStart;
    private long depth;
    private boolean inString;
    private boolean escaped;

    /**
     * Continues with the next bytes.
     *
     * @throws InvalidRecordException if they close a bracket that is not open
     */
    void scan(final byte[] bytes, final int length) throws InvalidRecordException {
        int next = 0;
        while (next < length) {
            next = inString ? scanString(bytes, next, length) : scanStructure(bytes, next, length);
        }
        scanned += length;
    }

    /** @throws InvalidRecordException if a document is not complete */
    void requireComplete() throws InvalidRecordException {
        if (depth > 0 || inString) {
            throw new InvalidRecordException("""
                    The raw JSON ends inside the document that begins at byte %d of %d. StarRocks would drop this document without an error, so nothing was loaded. \
                    Check why the content is incomplete, and send it again when it is complete""".formatted(documentStart, scanned));
        }
    }

    /** @return the index after the quote that begins a string; the length if there is none */
    private int scanStructure(final byte[] bytes, final int from, final int length) throws InvalidRecordException {
        for (int i = from; i < length; i++) {
            final byte value = bytes[i];
            if (value == '"') {
                inString = true;
                if (depth == 0) {
                    documentStart = scanned + i;
                }
                return i + 1;
            }
            final int bracket = value | OBJECT_BIT;
            if (bracket == '{') {
                if (depth++ == 0) {
                    documentStart = scanned + i;
                }
            } else if (bracket == '}' && --depth < 0) {
                throw new InvalidRecordException("The raw JSON closes a bracket at byte %d that is not open, so nothing was loaded. Correct the content"
                        .formatted(scanned + i));
            }
        }
        return length;
    }

    /** @return the index after the quote that ends the string; the length if there is none */
    private int scanString(final byte[] bytes, final int from, final int length) {
        int i = from;
        if (escaped) {
            escaped = false;
            i++;
        }
        while (i < length) {
            final byte value = bytes[i++];
            if (value == '"') {
                inString = false;
                return i;
            }
            if (value == '\\') {
                escaped = i == length;
                i++;
            }
        }
        return length;
    }
}
