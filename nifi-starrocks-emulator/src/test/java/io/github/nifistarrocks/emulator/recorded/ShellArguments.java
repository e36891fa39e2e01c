package io.github.nifistarrocks.emulator.recorded;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The arguments of a command line as a shell prints them: backslashes before single characters, and {@code $'...'} with C escapes. */
final class ShellArguments {

    private final byte[] line;
    private final ByteArrayOutputStream argument = new ByteArrayOutputStream();
    private int position;

    private ShellArguments(final String line) {
        this.line = line.getBytes(StandardCharsets.UTF_8);
    }

    static List<String> of(final String line) {
        return new ShellArguments(line).arguments();
    }

    private List<String> arguments() {
        final List<String> arguments = new ArrayList<>();
        while (position < line.length) {
            if (line[position] == ' ') {
                arguments.add(argument.toString(StandardCharsets.UTF_8));
                argument.reset();
                position++;
            } else if (line[position] == '$' && position + 1 < line.length && line[position + 1] == '\'') {
                position += 2;
                quoted(true);
            } else if (line[position] == '\'') {
                position++;
                quoted(false);
            } else {
                if (line[position] == '\\') {
                    position++;
                }
                argument.write(line[position++]);
            }
        }
        arguments.add(argument.toString(StandardCharsets.UTF_8));
        return arguments;
    }

    private void quoted(final boolean escapes) {
        while (line[position] != '\'') {
            if (escapes && line[position] == '\\') {
                position++;
                argument.write(switch (line[position++]) {
                    case 'n' -> '\n';
                    case 't' -> '\t';
                    case '0' -> octal();
                    default -> line[position - 1];
                });
            } else {
                argument.write(line[position++]);
            }
        }
        position++;
    }

    private int octal() {
        final int value = (line[position] - '0') * 8 + line[position + 1] - '0';
        position += 2;
        return value;
    }
}
