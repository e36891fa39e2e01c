package io.github.nifistarrocks.emulator.listing;

import java.util.List;

/** A table of texts. */
public record Listing(List<String> columns, List<List<String>> rows) {

    public Listing {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }
}
