package io.github.nifistarrocks.client.core;

/** Puts the words of others into sentences of our own. */
public final class Sentences {

    private Sentences() {}

    /** A sentence that goes on. */
    public static String withoutFullStop(final String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }
}
