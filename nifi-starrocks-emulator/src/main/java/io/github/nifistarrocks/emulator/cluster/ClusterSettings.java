package io.github.nifistarrocks.emulator.cluster;

import java.time.Duration;
import java.util.Set;

/**
 * The configuration of a cluster.
 *
 * @param features that the configuration switches on
 * @param version that the cluster answers like, with its own features
 * @param publishTime how long every commit takes to become visible
 */
public record ClusterSettings(Set<ClusterFeature> features, StarRocksVersion version, Duration publishTime) {

    public ClusterSettings {
        features = Set.copyOf(features);
    }

    public boolean has(final ClusterFeature feature) {
        return features.contains(feature) || version.has(feature);
    }
}
