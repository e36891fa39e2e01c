package io.github.nifistarrocks.processors.plan;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

import io.github.nifistarrocks.client.plan.PlanSigner;

/**
 * The content of a plan FlowFile: one line with the signature, and the plan document. The line has a fixed form, so that nothing is parsed before the signature
 * of all that follows is verified.
 */
public final class SignedPlan {

    private static final String LINE_START = "{\"starrocksPlan\":%d,\"hmacSha256\":\"".formatted(PlanDocumentJson.VERSION);
    private static final String LINE_END = "\"}\n";
    private static final int LINE_LENGTH = LINE_START.length() + PlanSigner.SIGNATURE_LENGTH + LINE_END.length();

    private SignedPlan() {}

    /** Opens the content at its start, each time. */
    @FunctionalInterface
    public interface Content {
        InputStream open() throws IOException;
    }

    /** Leaves the stream open. */
    static void write(final byte[] document, final PlanSigner signer, final OutputStream out) throws IOException {
        out.write((LINE_START + signer.sign(document) + LINE_END).getBytes(StandardCharsets.US_ASCII));
        out.write(document);
    }

    /**
     * @throws InvalidPlanException when the content is not a plan
     * @throws UntrustedPlanException when its signature does not match; nothing was parsed
     * @throws IOException when the content cannot be read
     */
    public static PlanDocument read(final Content content, final PlanSigner signer) throws InvalidPlanException, UntrustedPlanException, IOException {
        try (InputStream in = content.open()) {
            if (!signer.isSigned(in, signature(in))) {
                throw new UntrustedPlanException();
            }
        }
        try (InputStream in = content.open()) {
            in.skipNBytes(LINE_LENGTH);
            return PlanDocumentJson.read(in);
        } catch (OutOfMemoryError e) {
            throw new InvalidPlanException("the content exceeds the memory of this JVM. Use fewer concurrent tasks or a larger heap", e);
        }
    }

    private static String signature(final InputStream in) throws InvalidPlanException, IOException {
        final String line = new String(in.readNBytes(LINE_LENGTH), StandardCharsets.ISO_8859_1);
        if (line.isEmpty()) {
            throw new InvalidPlanException("the content is empty");
        }
        if (line.length() != LINE_LENGTH || !line.startsWith(LINE_START) || !line.endsWith(LINE_END)) {
            throw new InvalidPlanException("the content does not begin with a signature. Create a new plan");
        }
        return line.substring(LINE_START.length(), LINE_LENGTH - LINE_END.length());
    }
}
