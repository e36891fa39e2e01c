package io.github.nifistarrocks.emulator.cluster;

import java.util.EnumSet;
import java.util.Set;

/** Source versions of StarRocks that behave differently, oldest first. */
public enum StarRocksVersion {

    /** The last one that ignores {@code prepared_timeout}. In all else it is {@link #RECORDED}. */
    WITHOUT_PREPARED_TIMEOUTS("3.5.3-0000000", EnumSet.noneOf(ClusterFeature.class)),
    /** 4.0 in development, commit b60400ee56 of 2025-09-12. Recordings up to 716 and the values of a BE are of this version. */
    RECORDED("4.0.0-pseudo-b60400e", EnumSet.of(ClusterFeature.PREPARED_TIMEOUTS)),
    /** The same with change #63334, as in recordings from 717 on. */
    RECORDED_WITH_LABELS("4.0.0-pseudo-b60400e", EnumSet.of(ClusterFeature.PREPARED_TIMEOUTS, ClusterFeature.MULTI_TABLE_LABELS)),
    /** The newest source at hand, of 2026. */
    NEWEST("4.1.0-0000000", EnumSet.of(ClusterFeature.PREPARED_TIMEOUTS, ClusterFeature.MULTI_TABLE_LABELS, ClusterFeature.MULTI_TABLE_TASK_STATES,
            ClusterFeature.WIDE_SCAN_TYPES));

    private final String comment;
    private final Set<ClusterFeature> features;

    StarRocksVersion(final String comment, final Set<ClusterFeature> features) {
        this.comment = comment;
        this.features = features;
    }

    /** The variable {@code version_comment}: number and commit, as in recording 211. */
    public String comment() {
        return comment;
    }

    public boolean has(final ClusterFeature feature) {
        return features.contains(feature);
    }
}
