package io.github.nifistarrocks.processors;

/** Names of the FlowFile attributes of FetchStarRocksTablets and ScanStarRocksTablet. They are part of users' flows. */
final class ScanAttributes {

    static final String DATABASE = "starrocks.database";
    static final String TABLE = "starrocks.table";
    static final String TABLET_IDS = "starrocks.tablet.ids";
    static final String TABLET_COUNT = "starrocks.tablet.count";
    static final String REPLICA = "starrocks.replica";
    static final String BYTES = "starrocks.bytes";
    static final String SCAN_TIME = "starrocks.scan.time.ms";
    static final String ERROR_MESSAGE = "starrocks.error.message";
    static final String ERROR_REASON = "starrocks.error.reason";
    static final String RECORD_COUNT = "record.count";
    static final String MIME_TYPE = "mime.type";
    static final String FILENAME = "filename";
    static final String FRAGMENT_IDENTIFIER = "fragment.identifier";
    static final String FRAGMENT_INDEX = "fragment.index";
    static final String FRAGMENT_COUNT = "fragment.count";

    private static final int LONGEST_VALUE = 2000;

    private ScanAttributes() {}

    /** Attributes live in NiFi's heap: long texts are cut. */
    static String bounded(final String text) {
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
    }
}
