package io.github.nifistarrocks.processors.value;

import java.io.IOException;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PlainJsonTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void nothingLooksLikeAnExponent() {
        assertThat(PlainJson.of("{\"a1e5\":1.0E-7,\"b\":[1e3,\"2E-3\"]}")).isEqualTo("{\"a1\\u00655\":0.00000010,\"b\":[1000,\"2\\u0045-3\"]}");
    }

    @Property
    void jsonStaysTheSame(@ForAll final String name, @ForAll final String text, @ForAll final double number) throws IOException {
        final ObjectNode node = JSON.createObjectNode().put(name, text).put("n", number);
        if (!Double.isFinite(number)) {
            node.put("n", 0);
        }

        final String plain = PlainJson.of(node.toString());

        assertThat(plain).doesNotContainPattern("[0-9][eE][-+]?[0-9]");
        assertThat(JSON.readTree(plain).get(name)).isEqualTo(node.get(name));
        assertThat(JSON.readTree(plain).get("n").doubleValue()).isEqualTo(node.get("n").doubleValue());
    }
}
