package io.github.nifistarrocks.emulator.damage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** One change of a message of at least eight bytes. The result may be the same array. */
enum ByteChange {

    BITS {
        @Override
        byte[] apply(final byte[] message, final byte[] other, final RandomGenerator random) {
            for (int left = 1 + random.nextInt(8); left > 0; left--) {
                message[random.nextInt(message.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            }
            return message;
        }
    },

    EXTREME_BYTES {
        @Override
        byte[] apply(final byte[] message, final byte[] other, final RandomGenerator random) {
            for (int left = 1 + random.nextInt(4); left > 0; left--) {
                message[random.nextInt(message.length)] = BYTES[random.nextInt(BYTES.length)];
            }
            return message;
        }
    },

    /** A number of two, four or eight bytes becomes an extreme one, or one near to that before. */
    NUMBER {
        @Override
        byte[] apply(final byte[] message, final byte[] other, final RandomGenerator random) {
            final ByteBuffer bytes = ByteBuffer.wrap(message).order(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            switch (random.nextInt(8)) {
                case 0 -> bytes.putShort(position(message, Short.BYTES, random), (short) number(0, message.length, random));
                case 1 -> {
                    final int position = position(message, Long.BYTES, random);
                    bytes.putLong(position, number(bytes.getLong(position), message.length, random));
                }
                default -> {
                    final int position = position(message, Integer.BYTES, random);
                    bytes.putInt(position, (int) number(bytes.getInt(position), message.length, random));
                }
            }
            return message;
        }
    },

    /** A word gets the value of another one, such as a position that two parts then share. */
    MOVED_WORD {
        @Override
        byte[] apply(final byte[] message, final byte[] other, final RandomGenerator random) {
            System.arraycopy(message, position(message, Integer.BYTES, random), message, position(message, Integer.BYTES, random), Integer.BYTES);
            return message;
        }
    },

    CUT {
        @Override
        byte[] apply(final byte[] message, final byte[] other, final RandomGenerator random) {
            return Arrays.copyOf(message, random.nextInt(message.length));
        }
    },

    REMOVED {
        @Override
        byte[] apply(final byte[] message, final byte[] other, final RandomGenerator random) {
            final int from = random.nextInt(message.length);
            final int to = Math.min(message.length, from + 1 + random.nextInt(MAX_PART));
            return joined(message, from, new byte[0], to);
        }
    },

    REPEATED {
        @Override
        byte[] apply(final byte[] message, final byte[] other, final RandomGenerator random) {
            final int from = random.nextInt(message.length);
            final int to = Math.min(message.length, from + 1 + random.nextInt(MAX_PART));
            return joined(message, to, Arrays.copyOfRange(message, from, to), to);
        }
    },

    INSERTED {
        @Override
        byte[] apply(final byte[] message, final byte[] other, final RandomGenerator random) {
            final byte[] noise = new byte[1 + random.nextInt(8)];
            random.nextBytes(noise);
            final int at = random.nextInt(message.length + 1);
            return joined(message, at, noise, at);
        }
    },

    /** The start of a message, and the rest of another one. */
    SPLICED {
        @Override
        byte[] apply(final byte[] message, final byte[] other, final RandomGenerator random) {
            return joined(Arrays.copyOf(message, random.nextInt(message.length + 1)),
                    Arrays.copyOfRange(other, random.nextInt(other.length + 1), other.length));
        }
    },

    /** Digits become another number, from some position on. */
    JSON_NUMBER {
        @Override
        byte[] apply(final byte[] message, final byte[] other, final RandomGenerator random) {
            final int from = next(message, random, ByteChange::isDigit);
            int to = from;
            while (to < message.length && isDigit(message[to])) {
                to++;
            }
            return joined(message, from, text(NUMBERS, random), to);
        }
    },

    /** The value behind a colon or comma becomes another one. */
    JSON_VALUE {
        @Override
        byte[] apply(final byte[] message, final byte[] other, final RandomGenerator random) {
            final int from = Math.min(message.length, next(message, random, character -> character == ':' || character == ',' || character == '[') + 1);
            int to = from;
            while (to < message.length && message[to] != ',' && message[to] != '}' && message[to] != ']') {
                to++;
            }
            return joined(message, from, text(VALUES, random), to);
        }
    },

    JSON_NESTING {
        @Override
        byte[] apply(final byte[] message, final byte[] other, final RandomGenerator random) {
            final int at = next(message, random, character -> character == ':' || character == ',' || character == '[');
            final String opening = random.nextBoolean() ? "[" : "{\"a\":";
            return joined(message, at, opening.repeat(1 + random.nextInt(MAX_NESTING)).getBytes(StandardCharsets.US_ASCII), at);
        }
    },

    /** A text becomes longer, inside. */
    JSON_TEXT {
        @Override
        byte[] apply(final byte[] message, final byte[] other, final RandomGenerator random) {
            final int at = Math.min(message.length, next(message, random, character -> character == '"') + 1);
            return joined(message, at, text(TEXTS, random), at);
        }
    };

    private static final byte[] BYTES = {0, 1, 2, 0x7f, (byte) 0x80, (byte) 0xff, 11, 12, 13, 14, 15};
    private static final int MAX_PART = 64;
    private static final int MAX_NESTING = 1500;
    private static final List<byte[]> NUMBERS = texts("-1", "0", "00", "2147483647", "2147483648", "-9223372036854775809", "1e999999999", "-1e-999999999",
            "0.1", "1E400", "9".repeat(400), "NaN", "1.0", "+5", "65536", "0x7f");
    private static final List<byte[]> VALUES = texts("null", "true", "[]", "{}", "\"\"", "[null]", "[[]]", "{\"a\":null}", "\"a\"", "-1", "1.5", "\"\\u0000\"",
            "\"\\ud800\"", "[{}]", "\"1:2:3\"", "\":\"", "\"[::1]:99999\"", "");
    private static final List<byte[]> TEXTS = texts("x".repeat(5000), "\\u0000", "\\", "ARRAY", "\n", "\uFDD0", "\uFDD1", "[]", "%2f..%2f", "1:", "\u00e4");

    abstract byte[] apply(byte[] message, byte[] other, RandomGenerator random);

    private static List<byte[]> texts(final String... texts) {
        return Arrays.stream(texts).map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    }

    private static byte[] text(final List<byte[]> texts, final RandomGenerator random) {
        return texts.get(random.nextInt(texts.size()));
    }

    private static int position(final byte[] message, final int width, final RandomGenerator random) {
        return random.nextInt(message.length - width + 1);
    }

    private static long number(final long before, final int length, final RandomGenerator random) {
        return switch (random.nextInt(12)) {
            case 0 -> 0;
            case 1 -> -1;
            case 2 -> Integer.MIN_VALUE;
            case 3 -> Integer.MAX_VALUE;
            case 4 -> Long.MAX_VALUE;
            case 5 -> 1L << 29;
            case 6 -> length;
            case 7 -> before + 1;
            case 8 -> before - 1;
            case 9 -> before * 2;
            case 10 -> -before;
            default -> random.nextInt(64);
        };
    }

    private interface Characters {
        boolean include(byte character);
    }

    private static boolean isDigit(final byte character) {
        return character >= '0' && character <= '9';
    }

    /** @return where the next of these characters is, from a random position on; the end when there is none */
    private static int next(final byte[] message, final RandomGenerator random, final Characters characters) {
        int position = random.nextInt(message.length);
        while (position < message.length && !characters.include(message[position])) {
            position++;
        }
        return position;
    }

    private static byte[] joined(final byte[] message, final int headEnd, final byte[] middle, final int tailStart) {
        final byte[] whole = new byte[headEnd + middle.length + message.length - tailStart];
        System.arraycopy(message, 0, whole, 0, headEnd);
        System.arraycopy(middle, 0, whole, headEnd, middle.length);
        System.arraycopy(message, tailStart, whole, headEnd + middle.length, message.length - tailStart);
        return whole;
    }

    private static byte[] joined(final byte[] head, final byte[] tail) {
        return joined(head, head.length, tail, head.length);
    }
}
