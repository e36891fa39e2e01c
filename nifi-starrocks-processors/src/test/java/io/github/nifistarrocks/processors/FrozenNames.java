package io.github.nifistarrocks.processors;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.function.Function;

import org.apache.nifi.annotation.behavior.DynamicProperty;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.ReadsAttribute;
import org.apache.nifi.annotation.behavior.ReadsAttributes;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.components.ConfigurableComponent;
import org.apache.nifi.components.DescribedValue;
import org.apache.nifi.components.PropertyDependency;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.processor.Processor;
import org.apache.nifi.processor.Relationship;

/** Writes down what users' flows depend on, one fact a line: names, defaults, allowable values, relationships and attributes of every component. */
final class FrozenNames {

    private final List<String> lines = new ArrayList<>();

    private FrozenNames() {}

    /** Of all components that the service files list, and the interfaces of ours that services implement. */
    static List<String> ofAllComponents() {
        final FrozenNames names = new FrozenNames();
        final Comparator<Object> byName = Comparator.comparing(component -> component.getClass().getName());
        ServiceLoader.load(Processor.class).stream().map(ServiceLoader.Provider::get).filter(FrozenNames::isOurs).sorted(byName).forEach(names::addProcessor);
        ServiceLoader.load(ControllerService.class).stream().map(ServiceLoader.Provider::get).filter(FrozenNames::isOurs).sorted(byName)
                .forEach(names::addService);
        return names.lines;
    }

    private static boolean isOurs(final Object component) {
        return component.getClass().getName().startsWith("io.github.nifistarrocks.");
    }

    private void addProcessor(final Processor processor) {
        final Class<?> type = processor.getClass();
        lines.add("processor " + type.getName());
        lines.add("  input " + type.getAnnotation(InputRequirement.class).value());
        addProperties(processor);
        processor.getRelationships().stream().sorted(Comparator.comparing(Relationship::getName))
                .map(relationship -> "  relationship [%s] auto-terminated=%s".formatted(relationship.getName(), relationship.isAutoTerminated()))
                .forEach(lines::add);
        addAttributes(type, "reads", ReadsAttributes.class, ReadsAttributes::value, ReadsAttribute.class, ReadsAttribute::attribute);
        addAttributes(type, "writes", WritesAttributes.class, WritesAttributes::value, WritesAttribute.class, WritesAttribute::attribute);
    }

    private void addService(final ControllerService service) {
        lines.add("service " + service.getClass().getName());
        Arrays.stream(service.getClass().getInterfaces()).filter(type -> type.getName().startsWith("io.github.nifistarrocks.")).forEach(this::addApi);
        addProperties(service);
    }

    private void addApi(final Class<?> api) {
        lines.add("  implements " + api.getName());
        Arrays.stream(api.getDeclaredMethods()).filter(method -> !method.isSynthetic())
                .map(Method::toGenericString).sorted().map(text -> "  method " + text).forEach(lines::add);
    }

    private void addProperties(final ConfigurableComponent component) {
        component.getPropertyDescriptors().forEach(descriptor -> lines.add("  property " + described(descriptor)));
        Arrays.stream(component.getClass().getAnnotationsByType(DynamicProperty.class))
                .map(property -> "  dynamic property [%s] el=%s".formatted(property.name(), property.expressionLanguageScope())).sorted().forEach(lines::add);
    }

    /** The value NiFi keeps for an allowable value is its value, not its display name, and for a service the interface. */
    private static String described(final PropertyDescriptor descriptor) {
        final StringBuilder text = new StringBuilder("[%s] required=%s sensitive=%s el=%s".formatted(
                descriptor.getName(), descriptor.isRequired(), descriptor.isSensitive(), descriptor.getExpressionLanguageScope()));
        if (descriptor.getDefaultValue() != null) {
            text.append(" default=[%s]".formatted(descriptor.getDefaultValue()));
        }
        if (descriptor.getControllerServiceDefinition() != null) {
            text.append(" service=%s".formatted(descriptor.getControllerServiceDefinition().getName()));
        } else if (descriptor.getAllowableValues() != null) {
            text.append(" values=%s".formatted(descriptor.getAllowableValues().stream().map(DescribedValue::getValue).toList()));
        }
        if (!descriptor.getDependencies().isEmpty()) {
            text.append(" depends=%s".formatted(descriptor.getDependencies().stream().map(FrozenNames::described).sorted().toList()));
        }
        return text.toString();
    }

    private static String described(final PropertyDependency dependency) {
        return dependency.getPropertyName() + "=" + (dependency.getDependentValues() == null ? "set" : new TreeSet<>(dependency.getDependentValues()));
    }

    private <C extends Annotation, A extends Annotation> void addAttributes(final Class<?> type, final String verb,
            final Class<C> container, final Function<C, A[]> contained, final Class<A> single, final Function<A, String> name) {
        final List<A> annotations = new ArrayList<>();
        if (type.isAnnotationPresent(container)) {
            annotations.addAll(Arrays.asList(contained.apply(type.getAnnotation(container))));
        }
        if (type.isAnnotationPresent(single)) {
            annotations.add(type.getAnnotation(single));
        }
        annotations.stream().map(name).sorted().map(attribute -> "  %s [%s]".formatted(verb, attribute)).forEach(lines::add);
    }
}
