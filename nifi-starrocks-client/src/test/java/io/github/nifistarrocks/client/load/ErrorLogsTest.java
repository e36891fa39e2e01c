package io.github.nifistarrocks.client.load;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ErrorLogsTest {

    @Test
    void eachLineIsARow() {
        assertThat(ErrorLogs.parse("Error: NULL value in non-nullable column 'c'. Row: [1, NULL, 'x']\nError: Invalid UTF-8 row. Row: ab\n")).containsExactly(
                new RejectedRow("NULL value in non-nullable column 'c'", "[1, NULL, 'x']"), new RejectedRow("Invalid UTF-8 row", "ab"));
    }

    @Test
    void reasonMayHoldAFullStop() {
        assertThat(ErrorLogs.parse("Error: The row is out of partition ranges. Please add a new partition.. Row: [1]"))
                .containsExactly(new RejectedRow("The row is out of partition ranges. Please add a new partition.", "[1]"));
    }

    @Test
    void rowMayHoldLineEnds() {
        assertThat(ErrorLogs.parse("Error: bad. Row: {\"a\":\n1}\nError: worse. Row: 2")).containsExactly(new RejectedRow("bad", "{\"a\":\n1}"),
                new RejectedRow("worse", "2"));
    }

    @Test
    void lineOfAnotherFormIsKept() {
        assertThat(ErrorLogs.parse("something else")).containsExactly(new RejectedRow("something else", ""));
    }

    @Test
    void emptyLogHasNoRows() {
        assertThat(ErrorLogs.parse("\n")).isEmpty();
    }
}
