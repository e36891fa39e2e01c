package io.github.nifistarrocks.client.core;

/** Whether messages show values of rows. */
public enum RowDataInMessages {
    SHOWN, HIDDEN;

    /** @param marked a message whose values are marked by {@link RowText} */
    public String text(final String marked) {
        return switch (this) {
            case SHOWN -> RowText.shown(marked);
            case HIDDEN -> RowText.hidden(marked);
        };
    }
}
