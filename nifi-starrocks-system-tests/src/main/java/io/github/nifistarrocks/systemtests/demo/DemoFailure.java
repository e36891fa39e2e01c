package io.github.nifistarrocks.systemtests.demo;

/**
 * The demo cannot go on; the message says why, to a person.
 */
final class DemoFailure extends Exception {

    DemoFailure(final String message) {
        super(message);
    }
}
