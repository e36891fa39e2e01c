package io.github.nifistarrocks.processors.property;

import io.github.nifistarrocks.processors.option.ContentKind;
import io.github.nifistarrocks.processors.option.JsonColumnText;
import org.apache.nifi.components.PropertyDescriptor;

/** Properties of PutStarRocks for names and values that mean something else than they say. */
public final class ValueProperties {

    public static final PropertyDescriptor TRANSLATE_FIELD_NAMES = new PropertyDescriptor.Builder()
            .name("Translate Field Names")
            .description("""
                    Whether field names are translated before they are compared with column names. Letters become lower case, and all other characters between \
                    letters and digits become one underscore, so that Order ID goes to order_id. A column with the field's own name comes first. Fields of STRUCT \
                    columns are translated too. Two fields for one column make the FlowFile fail.""")
            .required(true)
            .allowableValues("true", "false")
            .defaultValue("false")
            .dependsOn(LoadProperties.CONTENT, ContentKind.RECORDS)
            .build();

    public static final PropertyDescriptor EMPTY_TEXT_AS_NULL = new PropertyDescriptor.Builder()
            .name("Empty Text as NULL")
            .description("""
                    Whether text that is empty or blank is loaded as NULL into columns that are not text, also inside of arrays, maps and STRUCT values. With false, \
                    such text makes its record invalid. Set it to true for sources that write empty text for missing values. CHAR, VARCHAR, VARBINARY and HLL columns \
                    keep empty text. It needs the SELECT privilege on the table.""")
            .required(true)
            .allowableValues("true", "false")
            .defaultValue("false")
            .dependsOn(LoadProperties.CONTENT, ContentKind.RECORDS)
            .build();

    public static final PropertyDescriptor NOT_FINITE_AS_NULL = new PropertyDescriptor.Builder()
            .name("NaN and Infinity as NULL")
            .description("""
                    Whether NaN and infinity, as numbers and as text, are loaded as NULL into columns that are not text. The same applies inside of nested values, \
                    and to numbers inside of JSON. With false, they make their record invalid, because StarRocks has no such numbers. Set it to true for \
                    measurements in which they mark a missing value. It needs the SELECT privilege on the table.""")
            .required(true)
            .allowableValues("true", "false")
            .defaultValue("false")
            .dependsOn(LoadProperties.CONTENT, ContentKind.RECORDS)
            .build();

    public static final PropertyDescriptor TEXT_IN_JSON_COLUMNS = new PropertyDescriptor.Builder()
            .name("Text in JSON Columns")
            .description("""
                    Meaning of text for a JSON column. Text inside of records, arrays and maps is always a JSON string. Change it if fields contain plain text. It \
                    needs the SELECT privilege on the table.""")
            .required(true)
            .allowableValues(JsonColumnText.class)
            .defaultValue(JsonColumnText.JSON)
            .dependsOn(LoadProperties.CONTENT, ContentKind.RECORDS)
            .build();

    private ValueProperties() {}
}
