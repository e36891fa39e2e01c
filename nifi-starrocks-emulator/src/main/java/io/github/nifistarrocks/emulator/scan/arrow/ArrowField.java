package io.github.nifistarrocks.emulator.scan.arrow;

import java.util.ArrayList;
import java.util.List;

import com.google.flatbuffers.FlatBufferBuilder;
import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import org.apache.arrow.flatbuf.Binary;
import org.apache.arrow.flatbuf.Bool;
import org.apache.arrow.flatbuf.Decimal;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.Struct_;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.flatbuf.Utf8;

/** A StarRocks column in Arrow: its field in the schema and its vector of values. */
record ArrowField(String name, boolean nullable, Shape shape, List<ArrowField> children) {

    private static final int MAX_DECIMAL128_PRECISION = 38;
    /** Whatever the table says (BE: util/arrow/row_batch.cpp). */
    private static final int DECIMALV2_PRECISION = 27;
    private static final int DECIMALV2_SCALE = 9;

    private static final String NULL_KEY = "Type error: Can't convert data to arrow because the map key can be null, but arrow does not allow null key. "
            + "logical type: %s, arrow type: %s";

    /** The Arrow type without its children. */
    sealed interface Shape {
        record Bits() implements Shape {}

        record Integers(Width width) implements Shape {}

        record Floats(int bits) implements Shape {}

        record Decimals(int bits, int precision, int scale) implements Shape {}

        record Text(Form form) implements Shape {}

        record Bytes() implements Shape {}

        record Items() implements Shape {}

        /** @param nullKey the error of a key that is NULL */
        record Entries(String nullKey) implements Shape {}

        record Fields() implements Shape {}
    }

    enum Width {
        BYTE(Byte.SIZE), SHORT(Short.SIZE), INT(Integer.SIZE), LONG(Long.SIZE);

        private final int bits;

        Width(final int bits) {
            this.bits = bits;
        }
    }

    enum Form {
        PLAIN, NUMBER, DATE, DATETIME, SKETCH
    }

    static ArrowField of(final Column column) {
        return of(column.name(), column.nullable(), column.type());
    }

    private static ArrowField of(final String name, final boolean nullable, final ColumnType type) {
        return switch (type.kind()) {
            case BOOLEAN -> leaf(name, nullable, new Shape.Bits());
            case TINYINT -> leaf(name, nullable, new Shape.Integers(Width.BYTE));
            case SMALLINT -> leaf(name, nullable, new Shape.Integers(Width.SHORT));
            case INT -> leaf(name, nullable, new Shape.Integers(Width.INT));
            case BIGINT -> leaf(name, nullable, new Shape.Integers(Width.LONG));
            case FLOAT -> leaf(name, nullable, new Shape.Floats(Float.SIZE));
            case DOUBLE -> leaf(name, nullable, new Shape.Floats(Double.SIZE));
            case DECIMAL -> leaf(name, nullable, new Shape.Decimals(type.precision() > MAX_DECIMAL128_PRECISION ? 256 : 128, type.precision(), type.scale()));
            case DECIMALV2 -> leaf(name, nullable, new Shape.Decimals(128, DECIMALV2_PRECISION, DECIMALV2_SCALE));
            case DATE -> leaf(name, nullable, new Shape.Text(Form.DATE));
            case DATETIME -> leaf(name, nullable, new Shape.Text(Form.DATETIME));
            case LARGEINT -> leaf(name, nullable, new Shape.Text(Form.NUMBER));
            case CHAR, VARCHAR, JSON -> leaf(name, nullable, new Shape.Text(Form.PLAIN));
            case HLL -> leaf(name, nullable, new Shape.Text(Form.SKETCH));
            case VARBINARY -> leaf(name, nullable, new Shape.Bytes());
            case ARRAY -> new ArrowField(name, nullable, new Shape.Items(), List.of(of("item", true, type.children().getFirst())));
            case MAP -> {
                final List<ArrowField> entry = List.of(of("key", false, type.children().getFirst()), of("value", true, type.children().getLast()));
                final Shape shape = new Shape.Entries(NULL_KEY.formatted(type.children().getFirst().primitiveName(), entry.getFirst().typeName()));
                yield new ArrowField(name, nullable, shape, List.of(new ArrowField("entries", false, new Shape.Fields(), entry)));
            }
            case STRUCT -> {
                final List<ArrowField> fields = new ArrayList<>();
                for (int index = 0; index < type.children().size(); index++) {
                    fields.add(of(type.fieldNames().get(index), true, type.children().get(index)));
                }
                yield new ArrowField(name, nullable, new Shape.Fields(), fields);
            }
            case BITMAP -> throw new UnsupportedTypeException("Unknown logical type(25)");
        };
    }

    private static ArrowField leaf(final String name, final boolean nullable, final Shape shape) {
        return new ArrowField(name, nullable, shape, List.of());
    }

    /** The vector of a column. */
    ValueVector newColumn(final BatchStyle style) {
        return shape instanceof Shape.Fields && style.leftovers() == Leftovers.OF_LOADS
                ? new StructVector(children.stream().map(child -> new StructVector.Field(child.newVector(style), StructVector.BelowNull.NULL)).toList())
                : newVector(style);
    }

    private ValueVector newVector(final BatchStyle style) {
        return switch (shape) {
            case Shape.Bits bits -> new BitsVector();
            case Shape.Integers(Width width) -> switch (width) {
                case BYTE -> FixedVector.int8();
                case SHORT -> FixedVector.int16();
                case INT -> FixedVector.int32();
                case LONG -> FixedVector.int64();
            };
            case Shape.Floats(int bits) -> bits == Float.SIZE ? FixedVector.float32() : FixedVector.float64();
            case Shape.Decimals(int bits, int precision, int scale) -> FixedVector.decimal(bits / Byte.SIZE, scale);
            case Shape.Text(Form form) -> switch (form) {
                case PLAIN -> BytesVector.text(style.maxColumnBytes());
                case NUMBER -> BytesVector.number(style.maxColumnBytes());
                case DATE -> BytesVector.date(style.maxColumnBytes());
                case DATETIME -> BytesVector.dateTime(style.maxColumnBytes());
                case SKETCH -> BytesVector.binary(style.maxColumnBytes());
            };
            case Shape.Bytes bytes -> BytesVector.binary(style.maxColumnBytes());
            case Shape.Items items -> ListVector.items(children.getFirst().newVector(style));
            case Shape.Entries(String nullKey) -> ListVector.entries(children.getFirst().newVector(style), nullKey);
            case Shape.Fields fields -> new StructVector(children.stream().map(child -> child.newField(style)).toList());
        };
    }

    private StructVector.Field newField(final BatchStyle style) {
        return new StructVector.Field(newVector(style), switch (style.leftovers()) {
            case OF_LOADS -> isReadFromText() ? StructVector.BelowNull.NULL : StructVector.BelowNull.LEFTOVER;
            case DEFAULTS -> StructVector.BelowNull.LEFTOVER;
        });
    }

    /** Whether the JSON reader of a load casts the text of the value. */
    private boolean isReadFromText() {
        return switch (shape) {
            case Shape.Decimals decimals -> true;
            case Shape.Text(Form form) -> switch (form) {
                case NUMBER, DATE, DATETIME -> true;
                case PLAIN, SKETCH -> false;
            };
            case Shape.Bits bits -> false;
            case Shape.Integers integers -> false;
            case Shape.Floats floats -> false;
            case Shape.Bytes bytes -> false;
            case Shape.Items items -> false;
            case Shape.Entries entries -> false;
            case Shape.Fields fields -> false;
        };
    }

    /** The name that Arrow gives the type of a map's key. */
    private String typeName() {
        return switch (shape) {
            case Shape.Bits bits -> "bool";
            case Shape.Integers(Width width) -> "int" + width.bits;
            case Shape.Floats(int bits) -> bits == Float.SIZE ? "float" : "double";
            case Shape.Decimals(int bits, int precision, int scale) -> "decimal" + bits;
            case Shape.Text text -> "utf8";
            case Shape.Bytes bytes -> "binary";
            case Shape.Items items -> "list";
            case Shape.Entries entries -> "map";
            case Shape.Fields fields -> "struct";
        };
    }

    /** Writes this field and its children; returns the field's offset in {@code builder}. */
    int encode(final FlatBufferBuilder builder) {
        final int[] childOffsets = children.stream().mapToInt(child -> child.encode(builder)).toArray();
        final int childVector = Field.createChildrenVector(builder, childOffsets);
        final int nameOffset = builder.createString(name);
        final int typeOffset = encodeType(builder);
        return Field.createField(builder, nameOffset, nullable, typeId(), typeOffset, 0, childVector, 0);
    }

    private byte typeId() {
        return switch (shape) {
            case Shape.Bits bits -> Type.Bool;
            case Shape.Integers integers -> Type.Int;
            case Shape.Floats floats -> Type.FloatingPoint;
            case Shape.Decimals decimals -> Type.Decimal;
            case Shape.Text text -> Type.Utf8;
            case Shape.Bytes bytes -> Type.Binary;
            case Shape.Items items -> Type.List;
            case Shape.Entries entries -> Type.Map;
            case Shape.Fields fields -> Type.Struct_;
        };
    }

    private int encodeType(final FlatBufferBuilder builder) {
        return switch (shape) {
            case Shape.Bits bits -> {
                Bool.startBool(builder);
                yield Bool.endBool(builder);
            }
            case Shape.Integers(Width width) -> Int.createInt(builder, width.bits, true);
            case Shape.Floats(int bits) -> FloatingPoint.createFloatingPoint(builder, bits == Float.SIZE ? Precision.SINGLE : Precision.DOUBLE);
            case Shape.Decimals(int bits, int precision, int scale) -> Decimal.createDecimal(builder, precision, scale, bits);
            case Shape.Text text -> {
                Utf8.startUtf8(builder);
                yield Utf8.endUtf8(builder);
            }
            case Shape.Bytes bytes -> {
                Binary.startBinary(builder);
                yield Binary.endBinary(builder);
            }
            case Shape.Items items -> {
                org.apache.arrow.flatbuf.List.startList(builder);
                yield org.apache.arrow.flatbuf.List.endList(builder);
            }
            case Shape.Entries entries -> org.apache.arrow.flatbuf.Map.createMap(builder, false);
            case Shape.Fields fields -> {
                Struct_.startStruct_(builder);
                yield Struct_.endStruct_(builder);
            }
        };
    }
}
