package io.github.nifistarrocks.emulator.listing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.catalog.Tablet;
import io.github.nifistarrocks.emulator.cluster.BackendId;
import io.github.nifistarrocks.emulator.store.RowStore;

/**
 * SHOW TABLET: one row for each replica, in a shared-data cluster for each tablet. Columns and their order are those of the source (FE: LocalTabletsProcDir,
 * LakeTabletsProcDir), and so is the form of sizes (FE: ByteSizeValue). A row of a table counts as {@value #ROW_BYTES} bytes.
 */
public final class TabletListing {

    private static final List<String> LOCAL_COLUMNS = List.of("TabletId", "ReplicaId", "BackendId", "SchemaHash", "Version", "VersionHash", "LstSuccessVersion",
            "LstSuccessVersionHash", "LstFailedVersion", "LstFailedVersionHash", "LstFailedTime", "DataSize", "RowCount", "State", "LstConsistencyCheckTime",
            "CheckVersion", "CheckVersionHash", "VersionCount", "PathHash", "MetaUrl", "CompactionStatus", "DiskRootPath", "IsConsistent", "Checksum");
    private static final List<String> SHARED_COLUMNS = List.of("TabletId", "BackendId", "DataSize", "RowCount", "MinVersion", "VirtualBuckets");
    private static final int ROW_BYTES = 100;
    private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB", "PB"};
    private static final double UNIT = 1024;

    private final Table table;
    private final RowStore store;

    public TabletListing(final Table table, final RowStore store) {
        this.table = table;
        this.store = store;
    }

    /** In a cluster whose BEs have the data on their disks. */
    public Listing local(final List<Tablet> tablets) {
        final List<List<String>> rows = new ArrayList<>();
        for (final Tablet tablet : tablets) {
            for (int replica = 0; replica < tablet.backends().size(); replica++) {
                rows.add(local(tablet, replica));
            }
        }
        return new Listing(LOCAL_COLUMNS, rows);
    }

    /** In a shared-data cluster. */
    public Listing shared(final List<Tablet> tablets) {
        return new Listing(SHARED_COLUMNS, tablets.stream().map(tablet -> List.of(Long.toString(tablet.id()),
                tablet.backends().stream().map(BackendId::of).toList().toString().replace(" ", ""), size(tablet), rows(tablet), "0", "[0]")).toList());
    }

    private List<String> local(final Tablet tablet, final int replica) {
        final String version = Long.toString(table.visibleVersion(tablet.id()));
        return List.of(Long.toString(tablet.id()), Long.toString(tablet.id() - replica - 1), Long.toString(BackendId.of(tablet.backends().get(replica))), "-1",
                version, "0", version, "0", "-1", "0", "\\N", size(tablet), rows(tablet), "NORMAL", "\\N", "-1", "0", "1", "0", "N/A", "N/A", "N/A", "true",
                "-1");
    }

    private String rows(final Tablet tablet) {
        return Long.toString(store.count(table, tablet.id()));
    }

    private String size(final Tablet tablet) {
        return text(store.count(table, tablet.id()) * ROW_BYTES);
    }

    /** One decimal, cut off and not rounded, which is left out when it is 0. */
    static String text(final long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= UNIT && unit < UNITS.length - 1) {
            value /= UNIT;
            unit++;
        }
        final String number = String.format(Locale.ROOT, "%.1f", Math.floor(value * 10) / 10);
        return (number.endsWith(".0") ? number.substring(0, number.length() - 2) : number) + UNITS[unit];
    }
}
