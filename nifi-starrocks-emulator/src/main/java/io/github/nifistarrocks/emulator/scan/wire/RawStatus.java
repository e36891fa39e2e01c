package io.github.nifistarrocks.emulator.scan.wire;

import java.util.List;

import com.starrocks.shade.org.apache.thrift.TException;
import com.starrocks.shade.org.apache.thrift.protocol.TField;
import com.starrocks.shade.org.apache.thrift.protocol.TList;
import com.starrocks.shade.org.apache.thrift.protocol.TProtocol;
import com.starrocks.shade.org.apache.thrift.protocol.TStruct;
import com.starrocks.shade.org.apache.thrift.protocol.TType;
import com.starrocks.thrift.TStatus;

/** A status whose code may be newer than the official stubs, which end at 47: it writes itself field by field. */
public final class RawStatus extends TStatus {

    private static final long serialVersionUID = 1L;

    private final int code;

    public RawStatus(final int code, final List<String> messages) {
        this.code = code;
        setError_msgs(messages.isEmpty() ? null : messages);
    }

    @Override
    public void validate() {
        // Every code is meant to be written, known to the enumeration or not.
    }

    @Override
    public void write(final TProtocol protocol) throws TException {
        protocol.writeStructBegin(new TStruct("TStatus"));
        protocol.writeFieldBegin(new TField("status_code", TType.I32, (short) 1));
        protocol.writeI32(code);
        protocol.writeFieldEnd();
        if (isSetError_msgs()) {
            protocol.writeFieldBegin(new TField("error_msgs", TType.LIST, (short) 2));
            protocol.writeListBegin(new TList(TType.STRING, getError_msgsSize()));
            for (final String message : getError_msgs()) {
                protocol.writeString(message);
            }
            protocol.writeListEnd();
            protocol.writeFieldEnd();
        }
        protocol.writeFieldStop();
        protocol.writeStructEnd();
    }
}
