package io.github.nifistarrocks.processors.load.content;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

import io.github.nifistarrocks.client.core.RequestBody;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.common.Messages;
import io.github.nifistarrocks.processors.settings.LoadSettings;

/**
 * The bytes of a FlowFile as the body of a load. The ends of JSON documents are checked while they are sent. If the last document is
 * incomplete, the upload fails before its end. JSON in LZ4 and Zstandard is not checked.
 */
final class RawBody implements RequestBody {

    private static final int BUFFER = 64 * 1024;

    private final LoadSettings.Body form;
    private final Supplier<InputStream> content;

    /**
     * @param form format and compression of the content
     * @param content opens it
     */
    RawBody(final LoadSettings.Body form, final Supplier<InputStream> content) {
        this.form = form;
        this.content = content;
    }

    @Override
    public void writeTo(final OutputStream out) throws IOException, InvalidRecordException {
        try (InputStream in = content.get()) {
            switch (form.format()) {
                case CSV -> in.transferTo(out);
                case JSON -> sendJson(in, out);
            }
        }
    }

    private void sendJson(final InputStream in, final OutputStream out) throws IOException, InvalidRecordException {
        switch (form.compression()) {
            case NONE -> requireCompleteDocuments(new SentStream(in, out));
            case GZIP -> sendGzip(new SentStream(in, out));
            case LZ4_FRAME, ZSTD -> in.transferTo(out);
        }
    }

    private static void sendGzip(final SentStream in) throws IOException, InvalidRecordException {
        try (GZIPInputStream documents = new GZIPInputStream(in, BUFFER)) {
            requireCompleteDocuments(documents);
        } catch (ZipException | EOFException e) {
            throw new InvalidRecordException("""
                    The raw content cannot be decompressed by gzip to its end, so nothing was loaded: %s. Check the property Compression, and whether the content \
                    is complete""".formatted(Messages.of(e)), e);
        }
        // What follows the compressed data.
        in.transferTo(OutputStream.nullOutputStream());
    }

    private static void requireCompleteDocuments(final InputStream documents) throws IOException, InvalidRecordException {
        final JsonDocumentScan scan = new JsonDocumentScan();
        final byte[] buffer = new byte[BUFFER];
        for (int length = documents.read(buffer); length >= 0; length = documents.read(buffer)) {
            scan.scan(buffer, length);
        }
        scan.requireComplete();
    }

    /** Sends what is read. Closing it has no effect. */
    private static final class SentStream extends InputStream {

        private final InputStream in;
        private final OutputStream out;

        SentStream(final InputStream in, final OutputStream out) {
            this.in = in;
            this.out = out;
        }

        @Override
        public int read() throws IOException {
            final byte[] single = new byte[1];
            return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
        }

        @Override
        public int read(final byte[] bytes, final int offset, final int length) throws IOException {
            final int read = in.read(bytes, offset, length);
            if (read > 0) {
                out.write(bytes, offset, read);
            }
            return read;
        }

        /** GZIPInputStream reads the next member only if some bytes are available, which a stream of content need not know. */
        @Override
        public int available() {
            return 1;
        }
    }
}
