package io.github.nifistarrocks.processors.proof;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * Rows of XML, read by the parser of the JDK, as a consumer reads them who knows the types and the setting for arrays. An empty element is NULL.
 */
final class XmlRows {

    private final boolean wrapped;

    /** @param wrapped whether the elements of arrays are in an element of their own */
    XmlRows(final boolean wrapped) {
        this.wrapped = wrapped;
    }

    /** Values of the column v by those of the column id. */
    Map<Integer, Object> read(final byte[] content, final ColumnType type) throws IOException {
        try {
            final Element root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(content)).getDocumentElement();
            final Map<Integer, Object> rows = new LinkedHashMap<>();
            for (final Element row : children(root)) {
                final Map<String, List<Element>> fields = byName(row);
                rows.put(Integer.valueOf(fields.get("id").getFirst().getTextContent()), value(fields.getOrDefault("v", List.of()), type));
            }
            return rows;
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(e);
        }
    }

    /** @param elements those of one name */
    private Object value(final List<Element> elements, final ColumnType type) {
        if (elements.size() == 1 && isEmpty(elements.getFirst())) {
            return null;
        }
        return switch (type.kind()) {
            case ARRAY -> (wrapped ? children(only(elements)) : elements).stream().map(element -> value(List.of(element),
                    type.children().getFirst())).toList();
            case VARBINARY -> (wrapped ? children(only(elements)) : elements).stream().map(Element::getTextContent).toList();
            case MAP -> {
                final Map<String, Object> map = new LinkedHashMap<>();
                byName(only(elements)).forEach((name, values) -> map.put(name, value(values, type.children().getLast())));
                yield map;
            }
            case STRUCT -> {
                final Map<String, List<Element>> fields = byName(only(elements));
                final Map<String, Object> struct = new LinkedHashMap<>();
                IntStream.range(0, type.children().size()).forEach(i -> struct.put(type.fieldNames().get(i),
                        value(fields.getOrDefault(type.fieldNames().get(i), List.of()), type.children().get(i))));
                yield struct;
            }
            default -> only(elements).getTextContent();
        };
    }

    private static Element only(final List<Element> elements) {
        if (elements.size() != 1) {
            throw new IllegalArgumentException("%d elements instead of one".formatted(elements.size()));
        }
        return elements.getFirst();
    }

    private static boolean isEmpty(final Element element) {
        return element.getFirstChild() == null;
    }

    private static Map<String, List<Element>> byName(final Element parent) {
        final Map<String, List<Element>> children = new LinkedHashMap<>();
        children(parent).forEach(child -> children.computeIfAbsent(child.getTagName(), name -> new ArrayList<>()).add(child));
        return children;
    }

    private static List<Element> children(final Element parent) {
        final List<Element> children = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof final Element element) {
                children.add(element);
            }
        }
        return children;
    }
}
