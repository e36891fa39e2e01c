package io.github.nifistarrocks.emulator.cluster;

import java.util.EnumSet;
import java.util.Set;

/** Source versions of StarRocks that behave differently, oldest first. */
public enum StarRocksVersion {

    /** 4.0 in development, commit b60400ee56 of 2025-09-12. Recordings up to 716 and the values of a BE are of this version. */
    RECORDED(EnumSet.noneOf(ClusterFeature.class)),
    /** The same with change #63334, as in recordings from 717 on. */
    RECORDED_WITH_LABELS(EnumSet.of(ClusterFeature.MULTI_TABLE_LABELS)),
    /** The newest source at hand, of 2026. */
    NEWEST(EnumSet.of(ClusterFeature.MULTI_TABLE_LABELS, ClusterFeature.MULTI_TABLE_TASK_STATES, ClusterFeature.WIDE_SCAN_TYPES));

    private final Set<ClusterFeature> features;

    StarRocksVersion(final Set<ClusterFeature> features) {
        this.features = features;
    }

    public boolean has(final ClusterFeature feature) {
        return features.contains(feature);
    }
}
