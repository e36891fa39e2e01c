package io.github.nifistarrocks.client.scan;

import java.util.Collections;

import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TField;
import org.apache.thrift.protocol.TList;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.protocol.TProtocolException;
import org.apache.thrift.protocol.TType;
import org.apache.thrift.transport.TMemoryBuffer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a server sends is bounded as a whole, not only in each of its parts. */
class ScannerCallsTest {

    private static final int INTERNAL_ERROR = 6;
    private static final int MAX_BYTES = 32 * 1024 * 1024;

    private final TProtocol protocol;

    ScannerCallsTest() throws TException {
        protocol = new TBinaryProtocol(new TMemoryBuffer(MAX_BYTES));
    }

    @Test
    void onlyTheFirstOfManyMessagesAreKept() throws TException {
        final String[] messages = Collections.nCopies(100_000, "no").toArray(String[]::new);
        messages[0] = "the cause";

        final ScannerStatus status = status(messages);

        assertThat(status.messages()).hasSize(100).startsWith("the cause");
    }

    @Test
    void longMessagesAreCutToALimitForAllOfThem() throws TException {
        final ScannerStatus status = status("x".repeat(60_000), "y".repeat(1_000_000), "z");

        assertThat(status.messages()).hasSize(2);
        assertThat(String.join("", status.messages())).hasSize(64 * 1024).startsWith("xxx").endsWith("yyy…");
    }

    @Test
    void whatFollowsManyMessagesIsRead() throws TException {
        ScriptedBackend.writeStatus(protocol, INTERNAL_ERROR, Collections.nCopies(1_000, "no").toArray(String[]::new));
        protocol.writeFieldBegin(new TField("", TType.STRING, (short) 2));
        protocol.writeString(ScriptedBackend.CONTEXT);
        protocol.writeFieldStop();

        assertThat(ScannerCalls.readOpened(protocol).contextId()).contains(ScriptedBackend.CONTEXT);
    }

    @Test
    void moreColumnsThanATableHasAreRefusedBeforeTheyAreRead() throws TException {
        ScriptedBackend.writeStatus(protocol, 0);
        protocol.writeFieldBegin(new TField("", TType.LIST, (short) 3));
        protocol.writeListBegin(new TList(TType.STRUCT, 10_001));

        assertThatThrownBy(() -> ScannerCalls.readOpened(protocol)).isInstanceOf(TProtocolException.class).hasMessage("10001 selected columns");
    }

    @Test
    void namesOfColumnsThatAreTooLongTogetherAreRefused() throws TException {
        final String name = "n".repeat(9 * 1024 * 1024) + ":6";
        ScriptedBackend.writeStatus(protocol, 0);
        ScriptedBackend.writeOpened(protocol, name, name);
        protocol.writeFieldStop();

        assertThatThrownBy(() -> ScannerCalls.readOpened(protocol)).isInstanceOf(TProtocolException.class).hasMessageContaining("names");
    }

    private ScannerStatus status(final String... messages) throws TException {
        ScriptedBackend.writeStatus(protocol, INTERNAL_ERROR, messages);
        protocol.writeFieldStop();
        return ScannerCalls.readClosed(protocol);
    }
}
