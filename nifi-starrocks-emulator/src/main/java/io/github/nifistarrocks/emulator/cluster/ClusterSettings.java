package io.github.nifistarrocks.emulator.cluster;

import java.time.Duration;
import java.util.Set;

/**
 * The configuration of a cluster.
 *
 * @param features that are switched on
 * @param publishTime how long every commit takes to become visible
 */
public record ClusterSettings(Set<ClusterFeature> features, Duration publishTime) {

    public ClusterSettings {
        features = Set.copyOf(features);
    }

    public boolean has(final ClusterFeature feature) {
        return features.contains(feature);
    }
}
