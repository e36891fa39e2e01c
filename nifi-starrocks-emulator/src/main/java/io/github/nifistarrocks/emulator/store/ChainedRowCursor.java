package io.github.nifistarrocks.emulator.store;

import java.util.Iterator;
import java.util.List;

/** One cursor after the other; each is opened only when the one before it is at its end. */
final class ChainedRowCursor implements RowCursor {

    private final Iterator<Source> sources;
    private RowCursor current;

    ChainedRowCursor(final List<Source> sources) {
        this.sources = sources.iterator();
        advance();
    }

    @Override
    public boolean next() {
        while (current != null) {
            if (current.next()) {
                return true;
            }
            advance();
        }
        return false;
    }

    @Override
    public Object value(final int column) {
        return current.value(column);
    }

    @Override
    public void close() {
        if (current != null) {
            current.close();
            current = null;
        }
    }

    private void advance() {
        close();
        if (sources.hasNext()) {
            current = sources.next().open();
        }
    }

    interface Source {
        RowCursor open();
    }
}
