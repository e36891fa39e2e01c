package io.github.nifistarrocks.emulator.net;

import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

final class ClosedPortTest {

    @Test
    void connectionsAreRefused() {
        try (ClosedPort port = ClosedPort.onLoopback()) {
            assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> connect(port.number()));
            assertThat(port).hasToString("127.0.0.1:" + port.number());
        }
    }

    @Test
    void noOtherSocketGetsThePortUntilItIsReleased() throws Exception {
        final InetSocketAddress address;
        try (ClosedPort port = ClosedPort.onLoopback(); ServerSocket other = new ServerSocket()) {
            other.setReuseAddress(false);
            address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port.number());
            assertThatExceptionOfType(BindException.class).isThrownBy(() -> other.bind(address));
        }
        try (ClosedPort again = ClosedPort.at(address)) {
            assertThat(again.number()).isEqualTo(address.getPort());
        }
    }

    private static void connect(final int port) throws Exception {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
        }
    }
}
