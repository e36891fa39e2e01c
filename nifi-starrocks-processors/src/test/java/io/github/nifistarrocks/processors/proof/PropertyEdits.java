package io.github.nifistarrocks.processors.proof;

import java.util.List;
import java.util.Optional;
import java.util.Random;

import org.apache.nifi.components.AllowableValue;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.processor.Processor;

/** Property values that a user may change between two attempts without changing what is loaded. */
final class PropertyEdits {

    private static final List<Edit> ALL = List.of(
            new Edit("Format", List.of("JSON", "CSV")),
            new Edit("Strict Mode", List.of("true", "false")),
            new Edit("Load Timeout", List.of("1 sec", "2 sec", "5 sec")),
            new Edit("Max Filter Ratio", List.of("0", "0.0")),
            new Edit("Time Zone", List.of("UTC", "Europe/Berlin", "+02:00")),
            new Edit("load.load_mem_limit", List.of("2147483648", "")),
            new Edit("load.log_rejected_record_num", List.of("0", "10")),
            new Edit("Delivery Strategy", List.of("SINGLE_LOAD", "TRANSACTION")),
            new Edit("Part Size", List.of("100 B", "1 KB", "1 MB")),
            new Edit("Compression", List.of("NONE", "GZIP", "LZ4_FRAME", "ZSTD")),
            new Edit("Isolate Invalid Records", List.of("true", "false")));

    private PropertyEdits() {}

    /** One change that this version of the processor knows. */
    static Change draw(final Random random, final Processor processor) {
        final List<Edit> possible = ALL.stream().filter(edit -> edit.name.startsWith("load.") || descriptor(processor, edit.name).isPresent()).toList();
        final Edit edit = possible.get(random.nextInt(possible.size()));
        final String wanted = edit.values.get(random.nextInt(edit.values.size()));
        return new Change(edit.name, descriptor(processor, edit.name).map(property -> value(property, wanted)).orElse(wanted));
    }

    /** A value as it is stored, for one as it is shown. */
    private static String value(final PropertyDescriptor property, final String shown) {
        return property.getAllowableValues() == null
                ? shown
                : property.getAllowableValues().stream().filter(allowed -> shown.equals(allowed.getDisplayName())).map(AllowableValue::getValue).findFirst()
                        .orElse(shown);
    }

    private static Optional<PropertyDescriptor> descriptor(final Processor processor, final String name) {
        return processor.getPropertyDescriptors().stream().filter(property -> property.getName().equals(name)).findFirst();
    }

    /** @param value as it is stored */
    record Change(String property, String value) {}

    private record Edit(String name, List<String> values) {}
}
