package io.github.nifistarrocks.emulator.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

import io.github.nifistarrocks.emulator.net.SelfSignedCertificate;

/**
 * The configuration of a cluster.
 *
 * @param features that the configuration switches on
 * @param version that the cluster answers like, with its own features
 * @param publishTime how long every commit takes to become visible
 * @param certificate of the https ports; without one there are none
 */
public record ClusterSettings(Set<ClusterFeature> features, StarRocksVersion version, Duration publishTime,
        Optional<SelfSignedCertificate> certificate) {

    public ClusterSettings {
        features = Set.copyOf(features);
    }

    public boolean has(final ClusterFeature feature) {
        return features.contains(feature) || version.has(feature);
    }
}
