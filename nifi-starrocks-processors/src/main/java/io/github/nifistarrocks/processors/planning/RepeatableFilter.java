package io.github.nifistarrocks.processors.planning;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.nifistarrocks.client.core.RowText;
import io.github.nifistarrocks.client.plan.FilterTemplate;
import io.github.nifistarrocks.client.plan.ParameterType;

/**
 * Filters that select the same rows in two statements. In the first, {@code now()} is the time of the statement. In the plan it is the time at which the FE
 * accepted the connection or its latest statement (FE: ConnectContext.startTime, which TableQueryPlanAction does not set).
 */
final class RepeatableFilter {

    private static final Pattern FUNCTION = Pattern.compile("""
            (?i)(?<![`.\\w])(?:(?<called>now|curdate|curtime|utc_date|utc_time|utc_timestamp|unix_timestamp|rand|random|uuid|uuid_numeric)\\s*\\(\
            |(?<bare>current_timestamp|current_date|current_time|localtime|localtimestamp)(?![`\\w]))""");

    private RepeatableFilter() {}

    /** The name of a function whose value differs between statements, if a filter calls one. Text and names in quotes are ignored. */
    static Optional<String> changingFunction(final String filter) {
        final FilterTemplate template = FilterTemplate.parse(filter);
        final Map<String, String> literals = template.parameters().stream().collect(Collectors.toMap(Function.identity(), name -> ParameterType.NULL));
        final Matcher function = FUNCTION.matcher(RowText.hidden(template.bind(literals).marked()));
        return function.find() ? Optional.of(Optional.ofNullable(function.group("called")).orElseGet(() -> function.group("bare"))) : Optional.empty();
    }
}
