package io.github.nifistarrocks.processors.common;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.github.nifistarrocks.client.core.RowDataInMessages;
import io.github.nifistarrocks.client.core.RowText;
import io.github.nifistarrocks.processors.scan.column.UnreadableColumnException;
import org.apache.nifi.logging.ComponentLog;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** JsonRecordSetWriter, for example, logs the exception with which a row ends. */
class RowDataFilterTest {

    private final List<Object> logged = new ArrayList<>();
    private final ComponentLog log = (ComponentLog) Proxy.newProxyInstance(ComponentLog.class.getClassLoader(), new Class<?>[] {ComponentLog.class},
            (proxy, method, arguments) -> {
                logged.addAll(Arrays.asList((Object[]) arguments[1]));
                return null;
            });
    private final Exception refusal = new UnreadableColumnException("c", "has in row 1 the value [%s]".formatted(RowText.of("secret")));

    @Test
    void exceptionsThatAWriterLogsHaveNoHiddenValues() {
        new RowDataFilter(RowDataInMessages.HIDDEN).logger(log).error("Failed to write {}", "a row", refusal);

        assertThat(logged).hasSize(2).first().isEqualTo("a row");
        assertThat(logged.getLast().toString()).contains("Column [c]", RowText.HIDDEN).doesNotContain("secret");
    }

    @Test
    void exceptionsThatAWriterLogsHaveValuesThatAreShown() {
        new RowDataFilter(RowDataInMessages.SHOWN).logger(log).error("Failed to write {}", "a row", refusal);

        assertThat(logged).containsExactly("a row", refusal);
    }
}
