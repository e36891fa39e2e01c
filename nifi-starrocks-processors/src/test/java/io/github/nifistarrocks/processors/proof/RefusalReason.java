package io.github.nifistarrocks.processors.proof;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** Why a scan of one row is in failure, by its message. */
enum RefusalReason {

    CUT_TIME("would cut off", true),
    OTHER_DAY_OR_TIME("would write as another (day|time)", true),
    OTHER_CALENDAR("milliseconds of another calendar", true),
    YEAR_ZERO("whose year the format", true),
    BLANKS("blanks at its beginning or end", true),
    NOT_UTF8("bytes that are not UTF-8", true),
    CONTROL_CHARACTER("control character or carriage return", true),
    KEY_THAT_IS_NO_NAME("which is not a name of an XML element", true),
    ARRAY_IN_ARRAY("an array in an array", true),
    CHARACTER_SET("would replace by a question mark", true),
    TEXT_LIKE_NULL("would write as it writes NULL", true),
    EMPTY_OR_NULL_IN_XML("that is empty or has NULL, which XML does not represent", true),
    EMPTY_BYTES_IN_XML("an empty VARBINARY", true),
    NULL_IN_ARRAY_OR_MAP_OF_AVRO("null value for \\(non-nullable\\)", false),
    NAN("which is NaN or infinite", false);

    private static final Pattern PLACE = Pattern
            .compile("(?s).*(Column \\[v\\S*] has in row 1 |row 1, column \\[v]|row 1: .* at nifiRecord\\.v\\b).*");

    private final Pattern message;
    private final boolean inexact;

    RefusalReason(final String message, final boolean inexact) {
        this.message = Pattern.compile(message);
        this.inexact = inexact;
    }

    /** Empty when the message does not name the column v and row 1, or has another reason. */
    static Optional<RefusalReason> of(final String message) {
        return PLACE.matcher(message).matches()
                ? Arrays.stream(values()).filter(reason -> reason.message.matcher(message).find()).findFirst()
                : Optional.empty();
    }

    /** Whether the value is written with Inexact Values = Warn. */
    boolean isInexact() {
        return inexact;
    }
}
