package io.github.nifistarrocks.processors.scan.writer;

import java.util.Optional;

import org.apache.nifi.serialization.record.DataType;

/** What a record writer keeps of values. */
public interface WriterTraits {

    /** @param written type of a field in the schema of the record writer */
    WrittenPrecision precision(DataType written);

    /** Whether blanks at the beginning and end of text are written. */
    boolean keepsBlanks();

    /** Whether all characters are written. A character set that does not have one writes a question mark. */
    boolean keepsCharacters();

    /** Whether a character is written. */
    boolean keepsCharacter(int codePoint);

    /** The text that is written as NULL is, such as the empty text in CSV without a Null String; empty when each text differs from NULL. */
    Optional<String> nullText();

    /** Whether the elements of an array in an array are written apart from those of the others. */
    boolean keepsNestedArrays();

    /** Whether the output is XML, in which text and names cannot have all characters. */
    boolean isXml();
}
