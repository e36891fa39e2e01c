package io.github.nifistarrocks.processors.property;

import java.util.Optional;

import io.github.nifistarrocks.processors.option.DuplicateKeys;
import io.github.nifistarrocks.processors.option.OperationSource;

/** The rules of the property Max Filter Ratio. */
public final class MaxFilterRatio {

    static final String NONE = "0";

    private MaxFilterRatio() {}

    /** @throws IllegalArgumentException if the text is not a number from 0 to 1 */
    public static String parse(final String text) {
        final double ratio;
        try {
            ratio = Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("[%s] is not a number".formatted(text), e);
        }
        if (!(ratio >= 0 && ratio <= 1)) {
            throw new IllegalArgumentException("[%s] is not between 0 and 1".formatted(text));
        }
        return text.strip();
    }

    public static boolean isPositive(final String ratio) {
        return Double.parseDouble(ratio) > 0;
    }

    /** Why a ratio above 0 is refused, and what to do instead; nothing if it is allowed. */
    public static Optional<String> objection(final OperationSource source, final DuplicateKeys duplicates, final InvalidRecordMode invalidRecords) {
        if (source.hasOperations()) {
            return Optional.of("""
                    it must be 0 with an Operation Source. StarRocks could filter the last change of a key while previous changes of the key are not sent, so a \
                    valid change would be lost. %s""".formatted(advice(invalidRecords)));
        }
        if (duplicates == DuplicateKeys.KEEP_LAST) {
            return Optional.of("""
                    it must be 0 with Duplicate Keys = Keep Last. StarRocks could filter the last record of a key while previous records of the key are not sent, \
                    so a valid record would be lost. %s""".formatted(advice(invalidRecords)));
        }
        return switch (invalidRecords) {
            case NOT_WRITTEN, REPORTED -> Optional.empty();
            case ISOLATED -> Optional.of("""
                    it must be 0 while invalid records are isolated, because all of them are found. Set Isolate Invalid Records to false if StarRocks should \
                    filter them instead""");
        };
    }

    private static String advice(final InvalidRecordMode invalidRecords) {
        return switch (invalidRecords) {
            case NOT_WRITTEN -> "Set it to 0, and set a Rejected Record Writer with Isolate Invalid Records to load all valid records";
            case REPORTED -> "Set it to 0, and set Isolate Invalid Records to true to load all valid records";
            case ISOLATED -> "Set it to 0. Invalid records are isolated without it";
        };
    }
}
