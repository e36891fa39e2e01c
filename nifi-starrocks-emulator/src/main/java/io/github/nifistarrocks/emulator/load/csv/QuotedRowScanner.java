package io.github.nifistarrocks.emulator.load.csv;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows with enclose or escape. One pass of states finds fields and rows, with all its peculiarities: an escape before any other character ends the quotes, a quote
 * within a field that does not begin with one is dropped, the last character of an enclosed field is dropped whatever it is, and without enclose (or escape) a NUL
 * stands for it (BE: more_rows in {@code formats/csv/csv_reader.cpp}).
 */
final class QuotedRowScanner implements RowScanner {

    private static final int NONE = -1;

    private final byte[] separator;
    private final byte[] delimiter;
    private final byte enclose;
    private final byte escape;
    private final boolean trim;
    private final boolean[] special = new boolean[256];
    private final DroppedBytes dropped = new DroppedBytes();
    private List<String> fields = new ArrayList<>();
    private byte[] bytes;
    private int position;
    private int end;
    private boolean last;
    private State state;
    private State previous;
    private int fieldStart;
    private int blankStart;
    private boolean enclosed;
    private boolean followsEmptyRow;

    private enum State {
        START, ORDINARY, ENCLOSE, ENCLOSE_ESCAPE, ESCAPE, ROW_END, MORE_NEEDED
    }

    QuotedRowScanner(final CsvFormat format) {
        this.separator = format.separator();
        this.delimiter = format.delimiter();
        this.enclose = (byte) format.quoting().enclose().orElse(0);
        this.escape = (byte) format.quoting().escape().orElse(0);
        this.trim = format.trim();
        for (final byte b : new byte[] {separator[0], delimiter[0], enclose, escape}) {
            special[b & 0xFF] = true;
        }
    }

    @Override
    public int scan(final byte[] source, final int start, final int sourceEnd) {
        last = false;
        run(source, start, sourceEnd);
        return state == State.ROW_END ? position : INCOMPLETE;
    }

    @Override
    public void scanLast(final byte[] source, final int start, final int sourceEnd) {
        last = true;
        run(source, start, sourceEnd);
    }

    @Override
    public List<String> fields() {
        return fields;
    }

    @Override
    public int recordEnd() {
        return position;
    }

    private void run(final byte[] source, final int start, final int sourceEnd) {
        bytes = source;
        position = start;
        end = sourceEnd;
        fields = new ArrayList<>();
        dropped.clear();
        fieldStart = followsEmptyRow ? start : NONE;
        blankStart = NONE;
        enclosed = false;
        previous = State.START;
        state = State.START;
        while (state != State.ROW_END && state != State.MORE_NEEDED) {
            if (position < end) {
                step();
            } else {
                endOfBytes();
            }
        }
    }

    private void step() {
        switch (state) {
            case START -> start();
            case ORDINARY -> ordinary();
            case ENCLOSE -> enclose();
            case ENCLOSE_ESCAPE -> {
                state = previous;
                position++;
            }
            case ESCAPE -> escape();
            case ROW_END, MORE_NEEDED -> throw new IllegalStateException("The row has ended");
        }
    }

    private void start() {
        while (trim && bytes[position] == ' ') {
            if (++position == end) {
                endOfBytes();
                return;
            }
        }
        fieldStart = position;
        if (isSpecial()) {
            if (endsAtDelimiter()) {
                return;
            }
            if (bytes[position] == escape) {
                dropFor(State.ESCAPE, State.ORDINARY);
                return;
            }
            if (bytes[position] == enclose) {
                startEnclosed();
                return;
            }
        }
        state = State.ORDINARY;
        position++;
    }

    private void startEnclosed() {
        if (++position == end) {
            endOfBytes();
            return;
        }
        fieldStart = position;
        enclosed = true;
        state = State.ENCLOSE;
    }

    private void ordinary() {
        if (trim && previous == State.ENCLOSE) {
            blankStart = bytes[position] == ' ' ? position : blankStart;
            previous = State.ORDINARY;
        }
        if (isSpecial()) {
            if (endsAtDelimiter()) {
                return;
            }
            if (bytes[position] == escape) {
                dropFor(State.ESCAPE, State.ORDINARY);
                return;
            }
            if (bytes[position] == enclose) {
                dropFor(State.ENCLOSE_ESCAPE, State.ORDINARY);
                return;
            }
        }
        state = State.ORDINARY;
        position++;
        skipOrdinary();
    }

    private void enclose() {
        skipOrdinary();
        if (position == end) {
            return;
        }
        if (bytes[position] == enclose) {
            if (++position == end) {
                endOfBytes();
                return;
            }
            previous = State.ENCLOSE;
            state = State.ORDINARY;
            if (bytes[position] == enclose) {
                dropped.add(position - 1);
                state = State.ENCLOSE_ESCAPE;
            }
        } else if (bytes[position] == escape) {
            dropFor(State.ESCAPE, State.ENCLOSE);
        } else {
            position++;
        }
    }

    private void escape() {
        if (bytes[position] == enclose || bytes[position] == escape) {
            state = previous;
            position++;
        } else if (isThere(delimiter)) {
            state = previous;
            position += delimiter.length;
        } else if (isThere(separator)) {
            state = previous;
            position += separator.length;
        } else if (isMissing(delimiter) || isMissing(separator)) {
            state = State.MORE_NEEDED;
        } else {
            ordinary();
        }
    }

    private void dropFor(final State next, final State after) {
        previous = after;
        state = next;
        dropped.add(position++);
    }

    private void skipOrdinary() {
        while (position < end && !isSpecial()) {
            position++;
        }
    }

    private boolean isSpecial() {
        return special[bytes[position] & 0xFF];
    }

    /** @return true when the field or the row ends here, or that is not known yet */
    private boolean endsAtDelimiter() {
        if (isThere(delimiter)) {
            endRow(position);
            position += delimiter.length;
            return true;
        }
        if (isMissing(delimiter)) {
            state = State.MORE_NEEDED;
            return true;
        }
        if (isThere(separator)) {
            addField(position);
            position += separator.length;
            state = State.START;
            return true;
        }
        if (isMissing(separator)) {
            state = State.MORE_NEEDED;
            return true;
        }
        return false;
    }

    /** A delimiter of several bytes is not recognised at the very end of the body. */
    private boolean isThere(final byte[] wanted) {
        return ByteSearch.startsWith(bytes, position, end, wanted) && (wanted.length == 1 || position + wanted.length < end);
    }

    private boolean isMissing(final byte[] wanted) {
        return !last && wanted.length > 1 && ByteSearch.endsWithin(bytes, position, end, wanted);
    }

    private void endOfBytes() {
        if (last) {
            endRow(end);
        } else {
            state = State.MORE_NEEDED;
        }
    }

    /** Where the bytes end right behind a separator or blanks, the field before is read once more. */
    private void endRow(final int contentEnd) {
        state = State.ROW_END;
        followsEmptyRow = fields.isEmpty() && contentEnd == fieldStart;
        if (!followsEmptyRow && fieldStart != NONE) {
            addField(contentEnd);
        }
    }

    private void addField(final int contentEnd) {
        fields.add(dropped.text(bytes, fieldStart, blankStart == NONE ? contentEnd : blankStart, enclosed));
        dropped.clear();
        blankStart = NONE;
        enclosed = false;
    }
}
