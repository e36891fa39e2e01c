package io.github.nifistarrocks.processors.property;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Time zones in the forms that StarRocks accepts. */
public final class TimeZones {

    private TimeZones() {}

    /** @throws IllegalArgumentException if StarRocks does not accept the time zone */
    public static ZoneId parse(final String text) {
        final String name = text.strip();
        try {
            return ZoneId.getAvailableZoneIds().contains(name) ? ZoneId.of(name) : offset(name);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("[%s] is neither a region such as Europe/Berlin or UTC nor an offset such as +02:00".formatted(name), e);
        }
    }

    /** The time zone of this node, which applies if the property Time Zone is not set. */
    public static ZoneId ofNode() {
        return ZoneId.systemDefault().normalized();
    }

    public static boolean isUtc(final ZoneId zone) {
        return zone.normalized() instanceof final ZoneOffset offset && offset.getTotalSeconds() == 0;
    }

    /** The name as Stream Load headers accept it. */
    public static String header(final ZoneId zone) {
        return zone instanceof final ZoneOffset offset && offset.getTotalSeconds() == 0 ? "+00:00" : zone.getId();
    }

    private static ZoneOffset offset(final String name) {
        if (!name.matches("[+-]\\d\\d:\\d\\d")) {
            throw new DateTimeException("Not an offset: " + name);
        }
        return ZoneOffset.of(name);
    }
}
