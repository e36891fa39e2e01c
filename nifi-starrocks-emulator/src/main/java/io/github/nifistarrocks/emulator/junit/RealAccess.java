package io.github.nifistarrocks.emulator.junit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** A cluster outside of this process: queries over HTTP, everything else over the MySQL protocol, for which a driver has to be on the class path. */
final class RealAccess implements ClusterAccess {

    private final URI frontend;
    private final String user;
    private final String password;
    private final String mysql;
    private final ObjectMapper mapper = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();

    private RealAccess(final URI frontend, final String user, final String password, final String mysql) {
        this.frontend = frontend;
        this.user = user;
        this.password = password;
        this.mysql = mysql;
    }

    static RealAccess fromSystemProperties(final String hostAndPort) {
        final URI frontend = URI.create("http://" + hostAndPort);
        return new RealAccess(frontend, System.getProperty("starrocks.user", "root"), System.getProperty("starrocks.password", ""),
                System.getProperty("starrocks.mysql", frontend.getHost() + ":9030"));
    }

    @Override
    public List<URI> frontendUrls() {
        return List.of(frontend);
    }

    @Override
    public String user() {
        return user;
    }

    @Override
    public String password() {
        return password;
    }

    @Override
    public void execute(final String sql) {
        try (Connection connection = DriverManager.getConnection("jdbc:mysql://%s/?useSSL=false".formatted(mysql), user, password);
                Statement statement = connection.createStatement()) {
            for (final String single : sql.split(";\\s*(\\n|$)")) {
                statement.execute(single);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("Statements other than queries need a MySQL driver on the class path and the port named by -Dstarrocks.mysql", e);
        }
    }

    @Override
    public List<List<Object>> query(final String sql) {
        try {
            final String body = mapper.writeValueAsString(Map.of("query", sql + ";"));
            final String basic = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
            final HttpRequest request = HttpRequest.newBuilder(frontend.resolve("/api/v1/catalogs/default_catalog/sql"))
                    .header("Authorization", "Basic " + basic)
                    .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body)).build();
            final HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalStateException("The query failed: " + response.body());
            }
            return rows(response.body());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.close();
    }

    private List<List<Object>> rows(final String lines) throws IOException {
        final List<List<Object>> rows = new ArrayList<>();
        for (final String line : lines.split("\n")) {
            final JsonNode data = line.isBlank() ? null : mapper.readTree(line).get("data");
            if (data != null) {
                rows.add(mapper.convertValue(data, new TypeReference<List<Object>>() {}));
            }
        }
        return rows;
    }
}
