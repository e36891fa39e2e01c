package io.github.nifistarrocks.emulator.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

import io.github.nifistarrocks.emulator.StarRocksEmulator;

/** Runs an emulator on fixed ports until the process is stopped. */
public final class Main {

    private Main() {}

    public static void main(final String[] arguments) throws IOException, InterruptedException {
        final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        final CommandLine line;
        try {
            line = CommandLine.parse(arguments);
        } catch (IllegalArgumentException e) {
            out.println(e.getMessage());
            out.println(CommandLine.USAGE);
            System.exit(2);
            return;
        }
        if (line.help()) {
            out.println(CommandLine.USAGE);
            return;
        }
        final long started = System.nanoTime();
        final StarRocksEmulator emulator = line.start();
        Greeting.print(out, emulator, line, (System.nanoTime() - started) / 1_000_000);
        final CountDownLatch end = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            emulator.close();
            end.countDown();
        }));
        end.await();
    }
}
