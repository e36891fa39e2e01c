package io.github.nifistarrocks.emulator.scan.arrow;

/** Values that the BE cannot convert to Arrow; the message is that of Arrow, behind the name of its status. */
public final class ConversionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ConversionException(final String message) {
        super(message);
    }
}
