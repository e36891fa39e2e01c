package io.github.nifistarrocks.client.plan;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.starrocks.shade.org.apache.thrift.TException;
import com.starrocks.shade.org.apache.thrift.protocol.TBinaryProtocol;
import com.starrocks.shade.org.apache.thrift.protocol.TField;
import com.starrocks.shade.org.apache.thrift.protocol.TList;
import com.starrocks.shade.org.apache.thrift.protocol.TMap;
import com.starrocks.shade.org.apache.thrift.protocol.TProtocol;
import com.starrocks.shade.org.apache.thrift.protocol.TSet;
import com.starrocks.shade.org.apache.thrift.protocol.TType;
import com.starrocks.shade.org.apache.thrift.transport.TMemoryInputTransport;

/** Reads any Thrift structure by the protocol of the official SDK: maps by field id for structures, lists, maps, and values. */
final class ThriftTree {

    private final TProtocol protocol;

    private ThriftTree(final TProtocol protocol) {
        this.protocol = protocol;
    }

    /** @param base64 one structure and nothing behind it */
    static Map<Integer, Object> read(final String base64) throws TException {
        final TMemoryInputTransport transport = new TMemoryInputTransport(Base64.getDecoder().decode(base64));
        final Map<Integer, Object> fields = new ThriftTree(new TBinaryProtocol(transport)).struct();
        if (transport.getBytesRemainingInBuffer() > 0) {
            throw new TException("%d bytes follow the structure".formatted(transport.getBytesRemainingInBuffer()));
        }
        return fields;
    }

    private Map<Integer, Object> struct() throws TException {
        final Map<Integer, Object> fields = new LinkedHashMap<>();
        for (TField field = protocol.readFieldBegin(); field.type != TType.STOP; field = protocol.readFieldBegin()) {
            fields.put((int) field.id, value(field.type));
        }
        return fields;
    }

    private Object value(final byte type) throws TException {
        return switch (type) {
            case TType.BOOL -> protocol.readBool();
            case TType.BYTE -> protocol.readByte();
            case TType.I16 -> protocol.readI16();
            case TType.I32 -> protocol.readI32();
            case TType.I64 -> protocol.readI64();
            case TType.DOUBLE -> protocol.readDouble();
            case TType.STRING -> protocol.readBinary();
            case TType.STRUCT -> struct();
            case TType.LIST -> list(protocol.readListBegin());
            case TType.SET -> set(protocol.readSetBegin());
            case TType.MAP -> map(protocol.readMapBegin());
            default -> throw new TException("Type %d".formatted(type));
        };
    }

    private List<Object> list(final TList list) throws TException {
        final List<Object> values = new ArrayList<>();
        for (int i = 0; i < list.size; i++) {
            values.add(value(list.elemType));
        }
        return values;
    }

    private Set<Object> set(final TSet set) throws TException {
        return new LinkedHashSet<>(list(new TList(set.elemType, set.size)));
    }

    private Map<Object, Object> map(final TMap map) throws TException {
        final Map<Object, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < map.size; i++) {
            values.put(value(map.keyType), value(map.valueType));
        }
        return values;
    }
}
