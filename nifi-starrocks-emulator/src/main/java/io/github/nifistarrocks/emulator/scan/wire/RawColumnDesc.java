package io.github.nifistarrocks.emulator.scan.wire;

import com.starrocks.shade.org.apache.thrift.TException;
import com.starrocks.shade.org.apache.thrift.protocol.TField;
import com.starrocks.shade.org.apache.thrift.protocol.TProtocol;
import com.starrocks.shade.org.apache.thrift.protocol.TStruct;
import com.starrocks.shade.org.apache.thrift.protocol.TType;
import com.starrocks.thrift.TScanColumnDesc;
import io.github.nifistarrocks.emulator.catalog.type.ColumnType;

/** A selected column whose type number may be newer than the official stubs, which end at DECIMAL128 (23). */
public final class RawColumnDesc extends TScanColumnDesc {

    private static final long serialVersionUID = 1L;

    private final int primitiveType;

    public RawColumnDesc(final String name, final ColumnType type) {
        setName(name);
        this.primitiveType = primitiveType(type);
    }

    @Override
    public void write(final TProtocol protocol) throws TException {
        protocol.writeStructBegin(new TStruct("TScanColumnDesc"));
        protocol.writeFieldBegin(new TField("name", TType.STRING, (short) 1));
        protocol.writeString(getName());
        protocol.writeFieldEnd();
        protocol.writeFieldBegin(new TField("type", TType.I32, (short) 2));
        protocol.writeI32(primitiveType);
        protocol.writeFieldEnd();
        protocol.writeFieldStop();
        protocol.writeStructEnd();
    }

    /** Numbers of {@code TPrimitiveType}; nested types have none and are sent as INVALID_TYPE. */
    private static int primitiveType(final ColumnType type) {
        return switch (type.kind()) {
            case BOOLEAN -> 2;
            case TINYINT -> 3;
            case SMALLINT -> 4;
            case INT -> 5;
            case BIGINT -> 6;
            case FLOAT -> 7;
            case DOUBLE -> 8;
            case DATE -> 9;
            case DATETIME -> 10;
            case CHAR -> 13;
            case LARGEINT -> 14;
            case VARCHAR -> 15;
            case HLL -> 16;
            case DECIMALV2 -> 17;
            case BITMAP -> 19;
            case DECIMAL -> decimalType(type.precision());
            case JSON -> 24;
            case VARBINARY -> 26;
            case ARRAY, MAP, STRUCT -> 0;
        };
    }

    private static int decimalType(final int precision) {
        if (precision <= 9) {
            return 21;
        }
        if (precision <= 18) {
            return 22;
        }
        return precision <= 38 ? 23 : 27;
    }
}
