package io.github.nifistarrocks.processors.common;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

import io.github.nifistarrocks.client.core.TableId;

/** The transit URI of provenance events: {@code starrocks://host:port/database/table}. */
public final class TransitUri {

    private TransitUri() {}

    public static String of(final String authority, final TableId table) {
        return "starrocks://%s/%s/%s".formatted(authority, encoded(table.database()), encoded(table.table()));
    }

    private static String encoded(final String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
