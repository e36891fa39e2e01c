package io.github.nifistarrocks.emulator.plan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.starrocks.shade.org.apache.thrift.TException;
import com.starrocks.shade.org.apache.thrift.protocol.TBinaryProtocol;
import com.starrocks.shade.org.apache.thrift.protocol.TField;
import com.starrocks.shade.org.apache.thrift.protocol.TList;
import com.starrocks.shade.org.apache.thrift.protocol.TMap;
import com.starrocks.shade.org.apache.thrift.protocol.TProtocol;
import com.starrocks.shade.org.apache.thrift.protocol.TProtocolUtil;
import com.starrocks.shade.org.apache.thrift.protocol.TStruct;
import com.starrocks.shade.org.apache.thrift.protocol.TType;
import com.starrocks.shade.org.apache.thrift.transport.TMemoryBuffer;
import com.starrocks.shade.org.apache.thrift.transport.TMemoryInputTransport;
import com.starrocks.thrift.TUniqueId;
import io.github.nifistarrocks.emulator.catalog.TableName;

/**
 * The plan as an FE sends it: a {@code TQueryPlanInfo} in binary Thrift and base64 (gensrc/thrift/QueryPlanExtra.thrift). Tablets, query id and output names
 * are as in a real plan (recordings 040 to 064). The plan fragment is JSON in one of its fields, because nothing here executes a real one; it has a checksum, so
 * that a change of it is noticed, and the table of descriptors is empty.
 */
final class OpaquePlan {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final TStruct STRUCT = new TStruct("");
    private static final short PLAN_FRAGMENT = 1;
    private static final short TABLET_INFO = 2;
    private static final short DESC_TBL = 3;
    private static final short QUERY_ID = 4;
    private static final short OUTPUT_NAMES = 5;
    private static final short VERSION = 2;

    private OpaquePlan() {}

    /** What is not of its own in the structure. */
    private record Fragment(@JsonProperty("table") TableName table, @JsonProperty("columns") List<QueryPlan.OutputColumn> columns,
            @JsonProperty("filter") String filter) {}

    static String write(final QueryPlan plan) {
        try {
            final TMemoryBuffer bytes = new TMemoryBuffer(1024);
            write(plan, new TBinaryProtocol(bytes));
            return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.getArray(), bytes.length()));
        } catch (TException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(final QueryPlan plan, final TProtocol protocol) throws TException, IOException {
        final String fragment = MAPPER.writeValueAsString(new Fragment(plan.table(), plan.columns(), plan.filter()));
        protocol.writeStructBegin(STRUCT);
        protocol.writeFieldBegin(new TField("", TType.STRUCT, PLAN_FRAGMENT));
        writeText(protocol, 1, fragment);
        writeNumber(protocol, 2, checksum(fragment));
        protocol.writeFieldStop();
        protocol.writeFieldBegin(new TField("", TType.MAP, TABLET_INFO));
        protocol.writeMapBegin(new TMap(TType.I64, TType.STRUCT, plan.tablets().size()));
        for (final Map.Entry<Long, Long> tablet : plan.tablets().entrySet()) {
            protocol.writeI64(tablet.getKey());
            writeNumber(protocol, 1, tablet.getKey());
            writeNumber(protocol, VERSION, tablet.getValue());
            writeNumber(protocol, 3, 0);
            protocol.writeFieldBegin(new TField("", TType.I32, (short) 4));
            protocol.writeI32(0);
            protocol.writeFieldStop();
        }
        protocol.writeFieldBegin(new TField("", TType.STRUCT, DESC_TBL));
        protocol.writeFieldStop();
        protocol.writeFieldBegin(new TField("", TType.STRUCT, QUERY_ID));
        final UUID id = UUID.fromString(plan.queryId());
        new TUniqueId(id.getMostSignificantBits(), id.getLeastSignificantBits()).write(protocol);
        protocol.writeFieldBegin(new TField("", TType.LIST, OUTPUT_NAMES));
        protocol.writeListBegin(new TList(TType.STRING, plan.columns().size()));
        for (final QueryPlan.OutputColumn column : plan.columns()) {
            protocol.writeString(column.label());
        }
        protocol.writeFieldStop();
    }

    private static void writeText(final TProtocol protocol, final int field, final String text) throws TException {
        protocol.writeFieldBegin(new TField("", TType.STRING, (short) field));
        protocol.writeString(text);
    }

    private static void writeNumber(final TProtocol protocol, final int field, final long number) throws TException {
        protocol.writeFieldBegin(new TField("", TType.I64, (short) field));
        protocol.writeI64(number);
    }

    /** @throws IllegalArgumentException with the message of a BE */
    static QueryPlan read(final String opaquePlan) {
        final byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(opaquePlan);
        } catch (IllegalArgumentException e) {
            throw broken("validate error", e);
        }
        try {
            return new Reader(bytes).plan();
        } catch (TException | IOException | RuntimeException e) {
            throw broken("deserialize error", e);
        }
    }

    private static long checksum(final String text) {
        final CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }

    private static IllegalArgumentException broken(final String what, final Exception cause) {
        return new IllegalArgumentException("query_plan_info: " + what + ", should not be modified after returned StarRocks FE processed", cause);
    }

    /** Unknown fields are skipped, as the generated code of a BE does; a missing one is an error. */
    private static final class Reader {

        private final TProtocol protocol;
        private Optional<Fragment> fragment = Optional.empty();
        private Optional<Map<Long, Long>> tablets = Optional.empty();
        private Optional<UUID> queryId = Optional.empty();
        private boolean described;

        Reader(final byte[] bytes) {
            protocol = new TBinaryProtocol(new TMemoryInputTransport(bytes));
        }

        QueryPlan plan() throws TException, IOException {
            for (TField field = protocol.readFieldBegin(); field.type != TType.STOP; field = protocol.readFieldBegin()) {
                if (field.id == PLAN_FRAGMENT && field.type == TType.STRUCT) {
                    fragment = Optional.of(fragment());
                } else if (field.id == TABLET_INFO && field.type == TType.MAP) {
                    tablets = Optional.of(tablets());
                } else if (field.id == QUERY_ID && field.type == TType.STRUCT) {
                    final TUniqueId id = new TUniqueId();
                    id.read(protocol);
                    queryId = Optional.of(new UUID(id.getHi(), id.getLo()));
                } else {
                    described |= field.id == DESC_TBL && field.type == TType.STRUCT;
                    TProtocolUtil.skip(protocol, field.type);
                }
            }
            if (!described) {
                throw new IOException("There is no table of descriptors");
            }
            final Fragment planned = fragment.orElseThrow();
            return new QueryPlan(queryId.orElseThrow().toString(), planned.table(), planned.columns(), planned.filter(), tablets.orElseThrow());
        }

        private Fragment fragment() throws TException, IOException {
            final List<String> texts = new ArrayList<>();
            long checksum = -1;
            for (TField field = protocol.readFieldBegin(); field.type != TType.STOP; field = protocol.readFieldBegin()) {
                if (field.type == TType.STRING) {
                    texts.add(protocol.readString());
                } else {
                    checksum = protocol.readI64();
                }
            }
            if (texts.size() != 1 || checksum(texts.getFirst()) != checksum) {
                throw new IOException("The plan fragment was changed");
            }
            return MAPPER.readValue(texts.getFirst(), Fragment.class);
        }

        /** Versions by id. */
        private Map<Long, Long> tablets() throws TException {
            final Map<Long, Long> versions = new LinkedHashMap<>();
            final TMap map = protocol.readMapBegin();
            for (int i = 0; i < map.size; i++) {
                final long id = protocol.readI64();
                for (TField field = protocol.readFieldBegin(); field.type != TType.STOP; field = protocol.readFieldBegin()) {
                    if (field.id == VERSION && field.type == TType.I64) {
                        versions.put(id, protocol.readI64());
                    } else {
                        TProtocolUtil.skip(protocol, field.type);
                    }
                }
            }
            return versions;
        }
    }
}
